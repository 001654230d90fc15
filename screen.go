package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"

	"garagemail/assets/lang"
	"garagemail/ui/command"
	"garagemail/ui/desktop"
)

// errNoScreen says that no window could be had: there is no display, or nothing that paints one.
var errNoScreen = errors.New("no window can be shown")

// onScreen runs show, which opens windows and runs the toolkit until they are closed. Where none can be had it returns errNoScreen: the
// toolkit would go on without one, or break off.
func onScreen(app fyne.App, show func()) (failure error) {
	runs := false
	app.Lifecycle().SetOnStarted(func() {
		runs = true
		if !anyShown(app.Driver().AllWindows()) {
			failure = errNoScreen
			app.Quit()
		}
	})
	defer func() {
		if runs {
			return
		}
		thrown := recover()
		if fault, ok := thrown.(error); ok && fmt.Sprintf("%T", thrown) == "*glfw.Error" {
			failure = fmt.Errorf("%w: %w", errNoScreen, fault)
		} else if thrown != nil {
			panic(thrown)
		}
	}()
	show()
	return failure
}

// anyShown says whether a window has got one of the system's.
func anyShown(windows []fyne.Window) (shown bool) {
	for _, window := range windows {
		native, ok := window.(driver.NativeWindow)
		if !ok {
			return true // nobody can tell
		}
		native.RunNative(func(of any) {
			switch of := of.(type) {
			case driver.X11WindowContext:
				shown = shown || of.WindowHandle != 0
			case driver.WindowsWindowContext:
				shown = shown || of.HWND != 0
			default:
				shown = true
			}
		})
	}
	return shown
}

// sayNoScreen says what to do about it where she can read it, and returns the code.
func sayNoScreen(p *lang.Printer, err error, stderr io.Writer) int {
	fmt.Fprintf(stderr, "garagemail: %s\n  %v\n", p.T("screen.none"), err)
	desktop.Tell("GarageMail", p.T("screen.none"))
	return command.ExitUsage
}

// firstWindow sees to it that a database has one window: where it has one already that one comes to the front, and nil is returned.
// called hears of further starts.
func firstWindow(database string, called func()) *desktop.Window {
	window, err := desktop.FirstWindow(database, nil, func([]string) { called() })
	if err != nil {
		slog.Warn("a second start will open a second window", "error", err)
	}
	return window
}
