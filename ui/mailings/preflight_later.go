package mailings

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// sendLater lets her choose when a mailing leaves: folded to a tick as long as it leaves at once.
type sendLater struct {
	window  *kit.Window
	tick    *kit.Check
	date    *kit.DateEntry
	clock   *kit.Entry
	problem *widget.Label
	fields  *fyne.Container
	object  fyne.CanvasObject
	now     func() time.Time
}

// usualHour is when a mailing for later leaves unless she says otherwise: the next morning, when the garage opens.
const usualHour = "08:00"

func newSendLater(w *kit.Window, now func() time.Time, changed func()) *sendLater {
	l := &sendLater{window: w, now: now, problem: widget.NewLabel("")}
	l.problem.Importance = widget.DangerImportance
	l.problem.Hide()
	asked := func() {
		l.showProblem()
		changed()
	}
	l.date = kit.NewDateEntry(w, func(string) { asked() })
	l.date.SetToolTip(w.T("later.date_hint"))
	l.clock = kit.NewEntry()
	l.clock.SetPlaceHolder(usualHour)
	l.clock.SetToolTip(w.T("later.clock_hint"))
	l.clock.OnChanged = func(string) { asked() }
	size := func(width float32, object fyne.CanvasObject) fyne.CanvasObject {
		return container.NewGridWrap(fyne.NewSize(width, object.MinSize().Height), object)
	}
	l.fields = container.NewHBox(size(150, l.date), size(80, l.clock), l.problem)
	l.fields.Hide()
	l.tick = kit.NewCheck(w.T("later.tick"), func(on bool) {
		if on && l.date.Text == "" {
			l.date.SetISO(garage.Day(now().Local().AddDate(0, 0, 1)))
			l.clock.SetText(usualHour)
		}
		if on {
			l.fields.Show()
			w.Focus(l.date)
		} else {
			l.fields.Hide()
		}
		asked()
	})
	l.tick.SetToolTip(w.T("later.hint"))
	l.object = container.NewHBox(l.tick, l.fields)
	return l
}

// at is when the mailing is to leave, the zero time = at once. problem says what is wrong with what stands there.
func (l *sendLater) at() (at time.Time, problem string) {
	if !l.tick.Checked {
		return time.Time{}, ""
	}
	day := l.date.ISO()
	hour, ok := parseClock(l.clock.Text)
	if day == "" || !ok {
		return time.Time{}, l.window.T("later.unclear")
	}
	at, err := time.ParseInLocation(time.DateOnly+" 15:04", day+" "+hour, time.Local)
	if err != nil {
		return time.Time{}, l.window.T("later.unclear")
	}
	if !at.After(l.now()) {
		return time.Time{}, l.window.T("later.past")
	}
	return at, ""
}

func (l *sendLater) showProblem() {
	_, problem := l.at()
	kit.ShowText(l.problem, problem)
}

// parseClock reads a time of day as it is written in Belgium: 8:30, 08.30, 8h30, 8h, 8 u. 30, 0830, 8.
func parseClock(typed string) (clock string, ok bool) {
	text := strings.ToLower(strings.Join(strings.Fields(typed), ""))
	text = strings.TrimSuffix(strings.NewReplacer("u.", ":", "h", ":", "u", ":", ".", ":").Replace(text), ":")
	for _, layout := range []string{"15:04", "1504", "15"} {
		if at, err := time.Parse(layout, text); err == nil {
			return at.Format("15:04"), true
		}
	}
	return "", false
}
