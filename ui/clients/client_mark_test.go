package clients

import (
	"image"
	"image/color"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/theme"

	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/desk"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
)

// TestTheMarkIsAVOnThePrinter looks at the pixels that the list draws: both are printers, one has the V in its colour.
func TestTheMarkIsAVOnThePrinter(t *testing.T) {
	desktest.New(t)
	green := color.NRGBAModel.Convert(theme.Color(theme.ColorNameSuccess)).(color.NRGBA)
	for icon, marked := range map[fyne.Resource]bool{
		desk.Printer: false, desk.PrinterMarked: true, desk.ButtonPrinter: false, desk.ButtonPrinterMarked: true,
	} {
		drawn := canvas.NewImageFromResource(icon)
		drawn.SetMinSize(fyne.NewSquareSize(15))
		drawn.FillMode = canvas.ImageFillContain
		painted := software.Render(drawn, kit.Theme())
		inked, ofV := inkOf(painted, green)
		if inked < 40 || (ofV > 10) != marked {
			t.Errorf("%s has %d dots, %d of them of a V", icon.Name(), inked, ofV)
		}
	}
}

// inkOf counts the dots that are darker than paper and those of a colour.
func inkOf(picture image.Image, of color.NRGBA) (inked, same int) {
	bounds := picture.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			c := color.NRGBAModel.Convert(picture.At(x, y)).(color.NRGBA)
			if c.A > 128 && int(c.R)+int(c.G)+int(c.B) < 3*200 {
				inked++
			}
			if c.A > 128 && near(c.R, of.R) && near(c.G, of.G) && near(c.B, of.B) {
				same++
			}
		}
	}
	return inked, same
}

func near(a, b uint8) bool { return max(a, b)-min(a, b) < 40 }

func TestTheSheetTurnsTheMark(t *testing.T) {
	a := desktest.New(t)
	ana := storetest.Client(t, a.DB, garage.Client{Name: "Ana"})
	page, _ := clientsOf(t, a)
	c := ClientSheet(a, ana.ID)
	icons := func(step string, marked bool) {
		t.Helper()
		row, ok := page.Grid.Row(ana.ID)
		if !ok || row.Marked != marked || (c.mark.button.Icon == desk.ButtonPrinterMarked) != marked {
			t.Errorf("%s: the list has %v, the sheet %s", step, row.Marked, c.mark.button.Icon.Name())
		}
	}
	icons("at first", false)
	desktest.PressButton(t, c.Window.Content(), "Marquer V", 0)
	icons("pressed", true)
	c.Window.Focus(c.General.Form.Entry("name"))
	c.General.Form.Entry("name").TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyV, Modifier: fyne.KeyModifierAlt})
	icons("ALT+V", false)
	page.onMark([]int64{ana.ID}, true)
	icons("marked in the list", true)
	NewClient(a)
	if fresh := desktest.NewestOf[*ClientWindow](a.Host); !fresh.mark.button.Disabled() {
		t.Error("a client who is not kept yet can be marked")
	}
}

// TestMailWithNobodySelectedSaysWhy: the choice is there, cannot be pressed, and the words say what to do.
func TestMailWithNobodySelectedSaysWhy(t *testing.T) {
	a := desktest.New(t)
	storetest.Client(t, a.DB, garage.Client{Name: "Ana"})
	opened := 0
	a.Doors.OpenListBuilder = func(desk.ListStart) { opened++ }
	c, w := clientsOf(t, a)
	c.OnMail()
	button := desktest.ButtonIn(w.Canvas().Overlays().Top(), "Au client sélectionné")
	if button == nil || !button.Disabled() || !strings.Contains(desktest.OverlayText(w), "Aucun client n'est sélectionné") {
		t.Fatalf("%+v, %q", button, desktest.OverlayText(w))
	}
	desktest.PressKey(w, fyne.KeyReturn)
	if opened != 1 {
		t.Errorf("Enter opened %d list builders", opened)
	}
}
