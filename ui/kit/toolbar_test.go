package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// TestToolbarTakesWordsOffWhereItIsNarrow, the last first, and gives them back; what has no icon keeps its words.
func TestToolbarTakesWordsOffWhereItIsNarrow(t *testing.T) {
	w := openWindow(t)
	toolbar := w.NewToolbar(
		Action{Label: "Écrire le mail", Icon: theme.MailComposeIcon(), Accent: true},
		Action{Label: "Premier rappel"},
		Action{},
		Action{Label: "Retirer ceux qui ne peuvent pas recevoir", Icon: theme.ContentRemoveIcon()},
		Action{Label: "Actualiser", Icon: theme.ViewRefreshIcon(), IconOnly: true})
	w.SetBody(container.NewBorder(toolbar.Object, nil, nil, nil))
	for _, tc := range []struct {
		width float32
		words [4]string
	}{
		{900, [4]string{"Écrire le mail", "Premier rappel", "Retirer ceux qui ne peuvent pas recevoir", ""}},
		{320, [4]string{"Écrire le mail", "Premier rappel", "", ""}},
		{230, [4]string{"", "Premier rappel", "", ""}},
		{900, [4]string{"Écrire le mail", "Premier rappel", "Retirer ceux qui ne peuvent pas recevoir", ""}},
	} {
		w.Resize(fyne.NewSize(tc.width, 200))
		right := float32(0)
		for i, button := range toolbar.buttons {
			if button.Text != tc.words[i] {
				t.Errorf("%v wide, button %d says %q, want %q", tc.width, i, button.Text, tc.words[i])
			}
			right = button.Position().X + button.Size().Width
		}
		if right > tc.width-2*margin {
			t.Errorf("%v wide, the last button ends at %v", tc.width, right)
		}
	}
}

// TestMenuKeysStandAtTheRight: words and key of each entry are as wide together, to a space.
func TestMenuKeysStandAtTheRight(t *testing.T) {
	openWindow(t)
	menu := Menu("", Action{Label: "Ouvrir", Key: "Ctrl+O"}, Action{Label: "Retirer ceux qui ne peuvent pas recevoir", Key: "F2"}, Action{}, Action{Label: "Sans touche"})
	alignKeys(menu) // again
	first, second := textWidth(menu.Items[0].Label, theme.TextSize()), textWidth(menu.Items[1].Label, theme.TextSize())
	if off := first - second; off > 4 || off < -4 {
		t.Errorf("%q is %v wide, %q %v", menu.Items[0].Label, first, menu.Items[1].Label, second)
	}
	if menu.Items[3].Label != "Sans touche" {
		t.Errorf("%q", menu.Items[3].Label)
	}
}
