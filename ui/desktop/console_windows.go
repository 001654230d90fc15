package desktop

import (
	"os"

	"golang.org/x/sys/windows"
)

// attachParentProcess is ATTACH_PARENT_PROCESS of wincon.h.
const attachParentProcess = ^uintptr(0)

var attachConsole = windows.NewLazySystemDLL("kernel32.dll").NewProc("AttachConsole")

// JoinConsole has a program with windows take part in the console that it was started from: it prints there, and hears of Ctrl+C and
// of the console's end. What was redirected to a file or a pipe stays. Without a console nothing happens.
func JoinConsole() {
	if joined, _, _ := attachConsole.Call(attachParentProcess); joined == 0 {
		return
	}
	for _, stream := range []struct {
		number uint32
		file   **os.File
	}{{windows.STD_OUTPUT_HANDLE, &os.Stdout}, {windows.STD_ERROR_HANDLE, &os.Stderr}} {
		if kind, err := windows.GetFileType(windows.Handle((*stream.file).Fd())); err == nil && kind != windows.FILE_TYPE_UNKNOWN {
			continue
		}
		if console, err := os.OpenFile("CONOUT$", os.O_RDWR, 0); err == nil {
			*stream.file = console
		}
	}
}
