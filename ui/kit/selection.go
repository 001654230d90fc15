package kit

import (
	"slices"

	"fyne.io/fyne/v2"
)

// selection is which of many things in an order are selected, by click, CTRL, SHIFT and the keyboard: of a Grid's rows and of
// a Gallery's pictures.
type selection struct {
	ids      []int64
	place    map[int64]int // id → its place, made when first needed
	selected map[int64]struct{}
	anchor   int // where a range begins, -1 = nowhere
	cursor   int // where the keyboard is, -1 = nowhere
}

func newSelection() selection {
	return selection{selected: map[int64]struct{}{}, anchor: -1, cursor: -1}
}

// setIDs has other things in this order. What was selected and is still there stays selected, and the keyboard stays on what
// it was on.
func (s *selection) setIDs(ids []int64) {
	current := s.Current()
	s.ids, s.place = ids, nil
	if len(s.selected) > 0 {
		kept := make(map[int64]struct{}, len(s.selected))
		for id := range s.selected {
			if _, ok := s.placeOf(id); ok {
				kept[id] = struct{}{}
			}
		}
		s.selected = kept
	}
	s.cursor, s.anchor = -1, -1
	if current != 0 {
		if at, ok := s.placeOf(current); ok {
			s.cursor, s.anchor = at, at
		}
	}
}

func (s *selection) placeOf(id int64) (int, bool) {
	if s.place == nil {
		s.place = make(map[int64]int, len(s.ids))
		for at, one := range s.ids {
			s.place[one] = at
		}
	}
	at, ok := s.place[id]
	return at, ok
}

// IDs returns what is shown, in order. Do not change it.
func (s *selection) IDs() []int64 { return s.ids }

// Selected returns the selected ids in the order shown.
func (s *selection) Selected() []int64 {
	if len(s.selected) == 0 {
		return nil
	}
	all := make([]int64, 0, len(s.selected))
	if len(s.selected)*8 < len(s.ids) {
		for id := range s.selected {
			all = append(all, id)
		}
		slices.SortFunc(all, func(a, b int64) int {
			atA, _ := s.placeOf(a)
			atB, _ := s.placeOf(b)
			return atA - atB
		})
		return all
	}
	for _, id := range s.ids {
		if s.has(id) {
			all = append(all, id)
		}
	}
	return all
}

// Picked is what an action acts on: the selection, else what the keyboard is on; nil when there is neither.
func (s *selection) Picked() []int64 {
	if ids := s.Selected(); len(ids) > 0 {
		return ids
	}
	if id := s.Current(); id != 0 {
		return []int64{id}
	}
	return nil
}

// SelectedCount is len(Selected()) without making it.
func (s *selection) SelectedCount() int { return len(s.selected) }

// Current returns the id that the keyboard is on, 0 = none.
func (s *selection) Current() int64 {
	if s.cursor < 0 || s.cursor >= len(s.ids) {
		return 0
	}
	return s.ids[s.cursor]
}

func (s *selection) has(id int64) bool {
	_, selected := s.selected[id]
	return selected
}

// drop selects nothing.
func (s *selection) drop() { s.selected = map[int64]struct{}{} }

// include adds one to the selection, if it is shown.
func (s *selection) include(id int64) {
	if _, ok := s.placeOf(id); ok {
		s.selected[id] = struct{}{}
	}
}

func (s *selection) selectOnly(at int) {
	s.selected = map[int64]struct{}{s.ids[at]: {}}
	s.anchor, s.cursor = at, at
}

func (s *selection) selectRange(from, to int) {
	if from > to {
		from, to = to, from
	}
	s.selected = make(map[int64]struct{}, max(0, to-from+1))
	for at := max(0, from); at <= to && at < len(s.ids); at++ {
		s.selected[s.ids[at]] = struct{}{}
	}
}

func (s *selection) selectAll() { s.selectRange(0, len(s.ids)-1) }

// toggle selects one or lets go of it.
func (s *selection) toggle(id int64) {
	if s.has(id) {
		delete(s.selected, id)
	} else {
		s.include(id)
	}
}

// click selects as a click with these keys does: alone, up to here from where it began (SHIFT), or one more or less (CTRL).
func (s *selection) click(at int, modifier fyne.KeyModifier) {
	switch {
	case modifier&fyne.KeyModifierShift != 0 && s.anchor >= 0:
		s.selectRange(s.anchor, at)
		s.cursor = at
	case modifier&fyne.KeyModifierShortcutDefault != 0:
		s.toggle(s.ids[at])
		s.anchor, s.cursor = at, at
	default:
		s.selectOnly(at)
	}
}

// clickMenu selects as a right click does: what is not selected alone, and the keyboard goes there.
func (s *selection) clickMenu(at int) {
	if !s.has(s.ids[at]) {
		s.selectOnly(at)
	}
	s.cursor = at // what acts on one acts on the one under the mouse
}

// moveTo takes the keyboard to a place, or as near as there is one, and returns where it went.
func (s *selection) moveTo(at int, modifier fyne.KeyModifier) int {
	at = max(0, min(len(s.ids)-1, at))
	s.click(at, modifier&fyne.KeyModifierShift)
	return at
}
