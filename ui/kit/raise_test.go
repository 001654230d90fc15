package kit

import "testing"

func TestThingIsOpenInOneWindow(t *testing.T) {
	host := openWindow(t).Host
	type sheet struct {
		id     int64
		window *Window
	}
	opened := 0
	show := func(id int64) *sheet {
		opened++
		s := &sheet{id: id, window: NewWindow(host, WindowOptions{Key: "sheet"})}
		s.window.Shows(s, func() int64 { return s.id })
		t.Cleanup(s.window.Discard)
		return s
	}
	open := func(id int64) *sheet { return OpenOnce(host, "sheet", id, func() *sheet { return show(id) }) }

	first, second := open(1), open(2)
	if open(1) != first || open(2) != second || opened != 2 {
		t.Errorf("two things stand in %d windows", opened)
	}
	fresh, other := open(0), open(0)
	if fresh == other {
		t.Fatal("a second new thing goes to the window of the first")
	}
	fresh.id = 3 // saved
	if open(3) != fresh {
		t.Error("a new thing that got its id is opened a second time")
	}
	if _, found := Raise[*sheet](host, "paper", 1); found {
		t.Error("a window of another kind is raised")
	}
	if all := Screens[*sheet](host); len(all) != 4 || all[0] != first || all[3] != other {
		t.Errorf("%d screens are open", len(all))
	}
	first.window.Discard()
	if again := open(1); again == first || again == nil {
		t.Error("a closed window is raised")
	}
}
