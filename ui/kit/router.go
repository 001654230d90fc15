package kit

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// router gives keys to what is bound to them. Fyne hands a key to the focused widget alone, so every widget of this
// package passes on what it has no use for.
type router struct {
	window *Window
	own    keys
	page   keys          // of the page that the window shows now: they go before the window's own
	layers []*dialogKeys // open dialogs, the topmost last
}

// keys says what each key runs: keys without a modifier by their name, chords by Fyne's name of the shortcut.
type keys map[string]binding

type binding struct {
	do     func()
	always bool
	key    string
	label  string // what it does, for the list of keys; "" = it is in none
}

// dialogKeys are the two keys every dialog answers to, and what else one has.
type dialogKeys struct {
	escape, enter func()
	others        map[fyne.KeyName]func()
}

// bind takes "F5", "Escape" or a chord such as "Ctrl+Shift+S".
func (r *router) bind(to *keys, key string, bound binding) {
	bound.do, bound.key = rescued(bound.do), key
	parts := strings.Split(key, "+")
	name := fyne.KeyName(parts[len(parts)-1])
	var modifier fyne.KeyModifier
	for _, part := range parts[:len(parts)-1] {
		switch part {
		case "Ctrl":
			modifier |= fyne.KeyModifierControl
		case "Alt":
			modifier |= fyne.KeyModifierAlt
		case "Shift":
			modifier |= fyne.KeyModifierShift
		}
	}
	if *to == nil {
		*to = keys{}
	}
	if modifier == 0 {
		(*to)[string(name)] = bound
		return
	}
	chord := &desktop.CustomShortcut{KeyName: name, Modifier: modifier}
	(*to)[chord.ShortcutName()] = bound
	r.window.Canvas().AddShortcut(chord, func(shortcut fyne.Shortcut) { r.run(shortcut.ShortcutName()) }) // for when nothing has the focus
}

// run does what a key or chord is bound to now and reports whether there was something.
func (r *router) run(name string) bool {
	bound, ok := r.page[name]
	if !ok {
		bound, ok = r.own[name]
	}
	if !ok || r.covered() && !bound.always {
		return false
	}
	bound.do()
	return true
}

// covered reports that a dialog or a menu lies over the window.
func (r *router) covered() bool {
	return len(r.layers) > 0 || r.window.Canvas().Overlays().Top() != nil
}

// key runs what is bound to an unmodified key and reports whether there was something.
func (r *router) key(event *fyne.KeyEvent) bool {
	name := event.Name
	if name == fyne.KeyEnter {
		name = fyne.KeyReturn
	}
	if len(r.layers) > 0 {
		top := r.layers[len(r.layers)-1]
		switch {
		case name == fyne.KeyEscape && top.escape != nil:
			top.escape()
			return true
		case name == fyne.KeyReturn && top.enter != nil:
			top.enter()
			return true
		case top.others[name] != nil:
			top.others[name]()
			return true
		}
	}
	return r.run(string(name))
}

func (r *router) push(keys *dialogKeys) { r.layers = append(r.layers, keys) }

func (r *router) remove(keys *dialogKeys) {
	r.layers = slices.DeleteFunc(r.layers, func(one *dialogKeys) bool { return one == keys })
}

// routed are the keys that no entry, button or list has a use of its own for.
var routed = map[fyne.KeyName]bool{
	fyne.KeyF1: true, fyne.KeyF2: true, fyne.KeyF3: true, fyne.KeyF4: true, fyne.KeyF5: true, fyne.KeyF6: true,
	fyne.KeyF7: true, fyne.KeyF8: true, fyne.KeyF9: true, fyne.KeyF10: true, fyne.KeyF11: true, fyne.KeyF12: true,
	fyne.KeyEscape: true, fyne.KeyReturn: true, fyne.KeyEnter: true,
}

// route hands a key that a focused widget does not want to its window.
func route(from fyne.CanvasObject, event *fyne.KeyEvent) bool {
	if !routed[event.Name] {
		return false
	}
	window := WindowOf(from)
	return window != nil && window.router.key(event)
}

// routeShortcut runs the chord that its window bound and reports whether there was one: what Fyne hands to a focused widget
// never reaches the canvas.
func routeShortcut(from fyne.CanvasObject, shortcut fyne.Shortcut) bool {
	window := WindowOf(from)
	if window == nil {
		return false
	}
	if _, undo := shortcut.(*fyne.ShortcutUndo); undo {
		return window.Undo()
	}
	return window.router.run(shortcut.ShortcutName())
}
