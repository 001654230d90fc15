package desktop

import "golang.org/x/sys/windows"

// Tell shows a sentence in a window of the system's own, which needs no toolkit, and returns when it was read.
func Tell(title, sentence string) {
	text, err := windows.UTF16PtrFromString(sentence)
	if err != nil {
		return
	}
	caption, err := windows.UTF16PtrFromString(title)
	if err != nil {
		return
	}
	_, _ = windows.MessageBox(0, text, caption, windows.MB_OK|windows.MB_ICONERROR|windows.MB_SETFOREGROUND)
}
