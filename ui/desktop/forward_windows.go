package desktop

import "golang.org/x/sys/windows"

var (
	user32                   = windows.NewLazySystemDLL("user32.dll")
	allowSetForegroundWindow = user32.NewProc("AllowSetForegroundWindow")
	isIconic                 = user32.NewProc("IsIconic")
	showWindow               = user32.NewProc("ShowWindow")
)

// letComeForward allows another program to bring its window to the front: Windows allows it only to the one that was just started.
func letComeForward(process int) { _, _, _ = allowSetForegroundWindow.Call(uintptr(process)) }

// Restore opens a window again that was put away into the bar at the bottom of the screen.
func Restore(window uintptr) {
	const restore = 9 // SW_RESTORE
	if iconic, _, _ := isIconic.Call(window); iconic != 0 {
		_, _, _ = showWindow.Call(window, restore)
	}
}
