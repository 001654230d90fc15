//go:build inspect

package main

import (
	"crypto/x509"
	"encoding/json"
	"fmt"
	"image/color"
	"log/slog"
	"net"
	"os"
	"reflect"
	"runtime"
	"unsafe"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// seen is one thing on the screen as the real-window test finds it: the test looks for words and then moves the real
// mouse there. This file is part of test builds only.
type seen struct {
	Window  string  `json:"window"`
	Kind    string  `json:"kind"`
	Text    string  `json:"text"`
	Hint    string  `json:"hint"` // placeholder of an entry, tooltip of a button
	X       float32 `json:"x"`    // pixels from the window's top left corner
	Y       float32 `json:"y"`
	Width   float32 `json:"width"`
	Height  float32 `json:"height"`
	Focused bool    `json:"focused"`
	// Focusable is a widget that the keyboard can go to.
	Focusable bool `json:"focusable"`
	Disabled  bool `json:"disabled"`
	Overlay   bool `json:"overlay"`
}

func init() {
	trustForeignRoots()
	network, address := "unix", os.Getenv("GARAGEMAIL_INSPECT")
	if tcp := os.Getenv("GARAGEMAIL_INSPECT_TCP"); tcp != "" { // wine has no sockets with a name in a folder
		network, address = "tcp", tcp
	}
	if address == "" {
		return
	}
	listener, err := net.Listen(network, address)
	if err != nil {
		slog.Error("inspect", "error", err)
		return
	}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			var all []seen
			if fyne.CurrentApp() != nil {
				fyne.DoAndWait(func() { all = lookAround() })
			}
			_ = json.NewEncoder(connection).Encode(all)
			_ = connection.Close()
		}
	}()
}

// trustForeignRoots has the authority of a test count on Windows too, where Go asks the system and does not read SSL_CERT_FILE. GODEBUG
// must have x509usefallbackroots=1.
func trustForeignRoots() {
	path := os.Getenv("SSL_CERT_FILE")
	if runtime.GOOS != "windows" || path == "" {
		return
	}
	content, err := os.ReadFile(path)
	roots := x509.NewCertPool()
	if err != nil || !roots.AppendCertsFromPEM(content) {
		slog.Error("inspect: no roots", "file", path, "error", err)
		return
	}
	x509.SetFallbackRoots(roots)
}

func lookAround() (all []seen) {
	for _, window := range fyne.CurrentApp().Driver().AllWindows() {
		top := window.Canvas().Overlays().Top()
		all = append(all, lookAt(window, window.Content(), false)...)
		size, scale := window.Canvas().Size(), window.Canvas().Scale()
		all = append(all, seen{Window: window.Title(), Kind: "window", Width: size.Width * scale, Height: size.Height * scale})
		if menu := menuBar(window.Canvas()); menu != nil && top == nil {
			all = append(all, lookAt(window, menu, false)...)
		}
		for _, overlay := range window.Canvas().Overlays().List() {
			all = append(all, lookAt(window, overlay, true)...)
		}
	}
	return all
}

// menuBar is the bar under the title: Fyne draws it beside the content and tells nobody where.
func menuBar(of fyne.Canvas) fyne.CanvasObject {
	field := reflect.Indirect(reflect.ValueOf(of)).FieldByName("menu")
	if !field.IsValid() || !field.CanAddr() {
		return nil
	}
	menu, _ := reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem().Interface().(fyne.CanvasObject)
	return menu
}

func lookAt(window fyne.Window, root fyne.CanvasObject, overlay bool) (all []seen) {
	scale := window.Canvas().Scale()
	focused := window.Canvas().Focused()
	walk(root, fyne.NewPos(0, 0), func(object fyne.CanvasObject, at fyne.Position) {
		one := seen{
			Window: window.Title(), Kind: fmt.Sprintf("%T", object), Overlay: overlay,
			X: at.X * scale, Y: at.Y * scale, Width: object.Size().Width * scale, Height: object.Size().Height * scale,
		}
		if focusable, ok := object.(fyne.Focusable); ok {
			one.Focused = focusable == focused
		}
		if disableable, ok := object.(fyne.Disableable); ok {
			one.Disabled = disableable.Disabled()
		}
		if hinted, ok := object.(interface{ ToolTip() string }); ok {
			one.Hint = hinted.ToolTip()
		}
		if describe(object, &one) {
			all = append(all, one)
		}
	})
	return all
}

// walk visits what is visible with its place on the canvas; Fyne tells the place of widgets only, not of their words.
func walk(object fyne.CanvasObject, parent fyne.Position, visit func(fyne.CanvasObject, fyne.Position)) {
	if object == nil || !object.Visible() { // a window that is not filled yet
		return
	}
	at := parent.Add(object.Position())
	visit(object, at)
	switch object := object.(type) {
	case *fyne.Container:
		for _, child := range object.Objects {
			walk(child, at, visit)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(object).Objects() {
			walk(child, at, visit)
		}
	}
}

// describe fills in the words of an object and tells whether it is worth a line.
func describe(object fyne.CanvasObject, one *seen) bool {
	switch object := object.(type) {
	case *canvas.Text:
		one.Text = object.Text
		if object.Color == color.Transparent {
			return false
		}
		return object.Text != ""
	case fyne.Focusable: // a field, a button, a tick box, a list: the widgets of ui/kit are seen through their fields
		one.Focusable = true
		one.Text = textField(object, "Text") + textField(object, "Selected")
		if one.Hint == "" {
			one.Hint = textField(object, "PlaceHolder")
		}
		return true
	}
	return one.Hint != ""
}

// textField returns an exported text field of a widget or of what it embeds, "" when it has none.
func textField(object any, name string) string {
	value := reflect.Indirect(reflect.ValueOf(object))
	if value.Kind() != reflect.Struct {
		return ""
	}
	if field := value.FieldByName(name); field.IsValid() && field.Kind() == reflect.String {
		return field.String()
	}
	return ""
}
