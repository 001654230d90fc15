package kit

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// ParseDate reads a date as people type it (31/1/2026, 31-01-26, 31.1.2026, 31012026, 2026-01-31) and returns it as ISO
// text; "" gives "". ok is false for what is no day of the calendar.
func ParseDate(typed string) (iso string, ok bool) {
	typed = trimmed(typed)
	if typed == "" {
		return "", true
	}
	if day, err := time.Parse(time.DateOnly, typed); err == nil {
		return day.Format(time.DateOnly), true
	}
	parts := strings.FieldsFunc(typed, func(r rune) bool { return r == '/' || r == '-' || r == '.' || r == ' ' })
	if len(parts) == 1 && (len(typed) == 8 || len(typed) == 6) {
		parts = []string{typed[:2], typed[2:4], typed[4:]}
	}
	if len(parts) != 3 {
		return "", false
	}
	var numbers [3]int
	for i, part := range parts {
		number, err := strconv.Atoi(part)
		if err != nil {
			return "", false
		}
		numbers[i] = number
	}
	if year := numbers[2]; len(parts[2]) == 2 { // 69 is the year the century turns on, as in the C library
		numbers[2] = 2000 + year
		if year >= 69 {
			numbers[2] = 1900 + year
		}
	}
	iso = fmt.Sprintf("%04d-%02d-%02d", numbers[2], numbers[1], numbers[0])
	if _, err := time.Parse(time.DateOnly, iso); err != nil {
		return "", false
	}
	return iso, true
}

// ParseMoment reads a day as ParseDate does with a time of day behind it (14:30, 14h30); a day alone begins at midnight.
func ParseMoment(typed string) (at time.Time, ok bool) {
	typed = trimmed(typed)
	day, clock := typed, "0:00"
	if i := strings.LastIndexAny(typed, " T"); i > 0 && strings.ContainsAny(typed[i:], ":hH") {
		day, clock = typed[:i], strings.Map(func(r rune) rune {
			if r == 'h' || r == 'H' {
				return ':'
			}
			return r
		}, typed[i+1:])
	}
	iso, ok := ParseDate(day)
	if !ok || iso == "" {
		return time.Time{}, false
	}
	at, err := time.Parse(time.DateOnly+" 15:04", iso+" "+clock)
	return at, err == nil
}

// DateEntry is a field for a day with a calendar behind its button; Down opens the calendar too.
type DateEntry struct {
	Entry
	// Changed gets the ISO text whenever it is a day or empty.
	Changed func(iso string)
	window  *Window
}

// NewDateEntry returns an empty date field of that window.
func NewDateEntry(w *Window, changed func(iso string)) *DateEntry {
	d := &DateEntry{Changed: changed, window: w}
	d.Scroll = fyne.ScrollHorizontalOnly
	d.extend(d)
	d.PlaceHolder = w.T("kit.date_form")
	button := NewIconButton("", theme.CalendarIcon(), d.openCalendar)
	button.Importance = widget.LowImportance
	d.ActionItem = button
	d.OnChanged = func(text string) {
		if iso, ok := ParseDate(text); ok && d.Changed != nil {
			d.Changed(iso)
		}
	}
	d.OnFocusLost = func() { d.SetISO(d.ISO()) }
	d.OnKey = func(event *fyne.KeyEvent) bool {
		if event.Name != fyne.KeyDown {
			return false
		}
		d.openCalendar()
		return true
	}
	return d
}

// ISO returns the day as 2026-01-31, "" when it is empty or no day.
func (d *DateEntry) ISO() string {
	iso, _ := ParseDate(d.Text)
	return iso
}

// Valid reports whether what stands there is a day or empty.
func (d *DateEntry) Valid() bool {
	_, ok := ParseDate(d.Text)
	return ok
}

// SetISO shows a day in the screen language's form. What is no day stays as it was typed, for the person to mend.
func (d *DateEntry) SetISO(iso string) {
	if iso == "" && !d.Valid() {
		return
	}
	if text := d.window.Host.Printer.Date(iso); text != d.Text {
		d.SetText(text)
	}
}

func (d *DateEntry) openCalendar() {
	shown, err := time.Parse(time.DateOnly, d.ISO())
	if err != nil {
		shown = time.Now()
	}
	month := container.NewStack()
	var popup *Dialog
	var show func(first time.Time)
	show = func(first time.Time) {
		month.Objects = []fyne.CanvasObject{d.monthOf(first, show, func(day time.Time) {
			d.SetISO(day.Format(time.DateOnly))
			popup.Close()
		})}
		month.Refresh()
	}
	show(time.Date(shown.Year(), shown.Month(), 1, 0, 0, 0, 0, time.UTC))
	popup = d.window.ShowDialog(DialogOptions{
		Title: d.window.T("kit.choose_date"), Body: month,
		Choices: []Choice{{Label: d.window.T("kit.cancel"), Cancel: true}},
	})
}

func (d *DateEntry) monthOf(first time.Time, show func(time.Time), pick func(time.Time)) fyne.CanvasObject {
	title := widget.NewLabel(d.window.T("kit.month_"+strconv.Itoa(int(first.Month()))) + " " + strconv.Itoa(first.Year()))
	title.Alignment = fyne.TextAlignCenter
	head := container.NewBorder(nil, nil,
		container.NewHBox(NewButton("«", func() { show(first.AddDate(-1, 0, 0)) }), NewButton("‹", func() { show(first.AddDate(0, -1, 0)) })),
		container.NewHBox(NewButton("›", func() { show(first.AddDate(0, 1, 0)) }), NewButton("»", func() { show(first.AddDate(1, 0, 0)) })),
		title)
	days := container.NewGridWithColumns(7)
	for weekday := 1; weekday <= 7; weekday++ {
		label := widget.NewLabel(d.window.T("kit.weekday_" + strconv.Itoa(weekday)))
		label.Alignment = fyne.TextAlignCenter
		days.Add(label)
	}
	for range (int(first.Weekday()) + 6) % 7 { // Monday comes first
		days.Add(widget.NewLabel(""))
	}
	for day := first; day.Month() == first.Month(); day = day.AddDate(0, 0, 1) {
		button := NewButton(strconv.Itoa(day.Day()), func() { pick(day) })
		button.Importance = widget.LowImportance
		if day.Format(time.DateOnly) == d.ISO() {
			button.Importance = widget.HighImportance
		}
		days.Add(button)
	}
	return container.NewVBox(head, days)
}
