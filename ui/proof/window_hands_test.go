//go:build window

package proof

import (
	"math"
	"slices"
	"strconv"
	"testing"
	"time"

	"garagemail/assets/lang"
)

// hands do a job in a language, either with the mouse and typed words, or with the keyboard alone.
type hands struct {
	*desk
	p     *lang.Printer
	mouse bool
	front string // title of the window that is worked in
}

// in waits for a window and works in it from now on; the title is a language key or, for the main window, itself.
func (h *hands) in(title string) {
	h.t.Helper()
	h.front = title
	h.until("the window "+title, 15*time.Second, func() bool {
		return slices.ContainsFunc(h.look(), func(one seen) bool { return one.Window == title })
	})
	time.Sleep(400 * time.Millisecond) // the window manager places it
}

// closed waits until the window in front has gone.
func (h *hands) closed() {
	h.t.Helper()
	h.until("the end of "+h.front, 15*time.Second, func() bool {
		return !slices.ContainsFunc(h.look(), func(one seen) bool { return one.Window == h.front })
	})
}

// found are the places of words in the window in front.
func (h *hands) found(words string) []seen {
	words = plainSpaces.Replace(words)
	found := slices.DeleteFunc(h.find(words), func(one seen) bool { return one.Window != h.front })
	exact := slices.DeleteFunc(slices.Clone(found), func(one seen) bool { return one.Text != words })
	if len(exact) > 0 { // a label that itself ends in … is not the beginning of another
		return exact
	}
	return found
}

// read waits for words in the window in front.
func (h *hands) read(words string) seen {
	h.t.Helper()
	var found []seen
	h.until(strconv.Quote(words)+" in "+h.front, 15*time.Second, func() bool { found = h.found(words); return len(found) > 0 })
	return found[0]
}

// press clicks on words in the window in front.
func (h *hands) press(words string) {
	h.t.Helper()
	h.read(words)
	time.Sleep(300 * time.Millisecond) // what has just appeared gets its place with the next frame
	h.clickOn(h.inView(words))
}

// inView turns the wheel until words below the edge of a window have come up.
func (h *hands) inView(words string) seen {
	h.t.Helper()
	for range 20 {
		place := h.read(words)
		below := float32(0)
		for _, one := range h.look() {
			if one.Window == h.front && one.Kind == "window" {
				below = place.Y + place.Height - one.Height
			}
		}
		if below <= 0 {
			return place
		}
		place.Y -= below + 60 // not over a field, which would take the wheel for itself
		h.point(place)
		h.tool("xdotool", "click", "--repeat", "10", "5")
		time.Sleep(h.pause)
	}
	h.fail("%q does not come into view", words)
	return seen{}
}

// do clicks on the words of a language key, or presses the keys that do the same.
func (h *hands) do(key string, keys ...string) {
	h.t.Helper()
	if h.mouse {
		h.press(h.p.T(key))
		return
	}
	h.read(h.p.T(key))
	h.key(keys...)
}

// labelled finds the field that stands beside or under its label.
func (h *hands) labelled(label string) seen {
	h.t.Helper()
	var best seen
	h.until("the field of "+label, 15*time.Second, func() bool {
		places, nearest := h.found(label), math.MaxFloat64
		if len(places) == 0 {
			return false
		}
		at := places[0]
		for _, one := range h.look() {
			if !one.Focusable || one.Window != at.Window || one.Text == plainSpaces.Replace(label) || one.Overlay != at.Overlay {
				continue
			}
			right, down := float64(one.X-at.X), float64(one.Y-at.Y)
			beside := math.Abs(down) < 14 && right > 0
			under := math.Abs(right) < 24 && down > 4 && down < 60
			distance := math.Hypot(right, down)
			if !beside {
				distance += 1000 // only where nothing stands beside it
			}
			if (beside || under) && distance < nearest {
				best, nearest = one, distance
			}
		}
		return nearest < math.MaxFloat64
	})
	return best
}

// hinted finds the field in which a hint stands.
func (h *hands) hinted(hint string) seen {
	h.t.Helper()
	h.read(hint)
	for _, one := range h.find(hint) {
		if one.Focusable && one.Window == h.front {
			return one
		}
	}
	h.fail("no field with the hint %q", hint)
	return seen{}
}

// goTo brings the keyboard to a place: by a click, or with Tab.
func (h *hands) goTo(place seen) {
	h.t.Helper()
	if h.mouse {
		h.clickOn(place)
		return
	}
	for range 80 {
		for _, one := range h.look() {
			if one.Focused && one.Window == place.Window && math.Hypot(float64(one.X-place.X), float64(one.Y-place.Y)) < 3 {
				return
			}
		}
		h.key("Tab")
	}
	h.fail("Tab does not reach %q at %v,%v", place.Text+place.Hint, place.X, place.Y)
}

// fill writes into the field of a label what shall stand there.
func (h *hands) fill(label, text string) {
	h.t.Helper()
	h.goToLabel(h.p.T(label))
	h.key("ctrl+a")
	h.write(text)
}

// goToLabel brings the keyboard to the field of a label, also when Tab scrolls the fields away from where they were.
func (h *hands) goToLabel(label string) {
	h.t.Helper()
	if h.mouse {
		h.inView(label)
		h.clickOn(h.labelled(label))
		return
	}
	for range 90 {
		if h.labelled(label).Focused {
			return
		}
		h.key("Tab")
	}
	h.fail("Tab does not reach the field of %q", label)
}

// tick sets a tick box by its words.
func (h *hands) tick(words string) {
	h.t.Helper()
	if h.mouse {
		h.press(words)
		return
	}
	for _, one := range h.found(words) {
		if one.Focusable {
			h.goTo(one)
			h.key("space")
			return
		}
	}
	h.fail("no tick box %q", words)
}

// mySettings opens Utilitaires > Configuration générale > Mes paramètres.
func (h *hands) mySettings() {
	h.t.Helper()
	if !h.mouse {
		h.key("Alt_L", "Right", "Right", "Right", "Right", "Down", "Right", "Return")
		return
	}
	for _, key := range []string{"main.tools", "main.configuration", "settings.mine"} {
		h.press(h.p.T(key))
	}
}

// grid returns the list whose middle lies nearest to the place, a share of the window's width.
func (h *hands) grid(window string, share float32) seen {
	h.t.Helper()
	var best seen
	width := float32(0)
	for _, one := range h.look() {
		if one.Window == window {
			width = max(width, one.X+one.Width)
		}
	}
	distance := float32(math.MaxFloat32)
	for _, one := range h.look() {
		if one.Window == window && one.Kind == "*kit.gridList" {
			if away := float32(math.Abs(float64(one.X + one.Width/2 - share*width))); away < distance {
				best, distance = one, away
			}
		}
	}
	if best.Kind == "" {
		h.fail("no list in %q", window)
	}
	return best
}

func newHands(t *testing.T, language string, mouse bool) *hands {
	t.Helper()
	return &hands{desk: newDesk(t, 1280, 720), p: lang.New(language), mouse: mouse, front: "GarageMail"}
}
