package kit

import (
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

const (
	growsFrom  = float32(130) // a narrower column holds a date, a number or a mark, which nobody wants wider
	shrinksTo  = float32(0.6) // of what it asks for, before the grid scrolls sideways
	widestFit  = float32(600)
	clickAgain = 400 * time.Millisecond
)

// columnWidth is how wide a column is: what it asks for, and what it has where the grid has room to give.
type columnWidth struct {
	wanted, shown float32
	fixed         bool // by a person's hand: it does not grow
}

// newWidths takes the widths that the columns ask for; a heading that runs into the next is read as one with it.
func newWidths[T any](columns []Column[T]) []columnWidth {
	widths := make([]columnWidth, len(columns))
	for i, column := range columns {
		wanted := max(column.Width, headingWidth(column.Label, column.Sort))
		widths[i] = columnWidth{wanted: wanted, shown: wanted}
	}
	return widths
}

// columnsWidth is the width below which the grid scrolls sideways.
func (g *Grid[T]) columnsWidth() float32 {
	if g.options.Cards {
		return minCard
	}
	wanted := float32(0)
	for _, one := range g.widths {
		wanted += one.wanted
	}
	if least := wanted - g.slack(); g.Size().Width >= least {
		return least
	}
	return wanted // it scrolls anyhow: nothing is gained by cutting words
}

// slack is how much narrower the columns with words may get together.
func (g *Grid[T]) slack() (slack float32) {
	weights := g.weights()
	for i, one := range g.widths {
		if own := g.weight(i); own > 0 {
			if most := (1 - shrinksTo) * one.wanted * weights / own; slack == 0 || most < slack {
				slack = most
			}
		}
	}
	return slack
}

func (g *Grid[T]) weights() (total float32) {
	for i := range g.widths {
		total += g.weight(i)
	}
	return total
}

// spread shares what a grid of this width has more, or a little less, than its columns ask for among those that hold words. It
// reports whether any column is another width now.
func (g *Grid[T]) spread(width float32) (changed bool) {
	g.across = width
	room := width - theme.Size(theme.SizeNameScrollBar)
	weights := g.weights()
	for _, one := range g.widths {
		room -= one.wanted
	}
	room = max(room, -g.slack())
	for i := range g.widths {
		one := &g.widths[i]
		shown := one.wanted
		if weights > 0 {
			shown += float32(int(room * g.weight(i) / weights))
		}
		changed = changed || shown != one.shown
		one.shown = shown
	}
	return changed
}

// weight is a column's part in what there is to share: the widest give and take most, an address keeps nearly what it asks for.
func (g *Grid[T]) weight(i int) float32 {
	if one := g.widths[i]; !one.fixed && one.wanted > growsFrom && g.options.Columns[i].Align == fyne.TextAlignLeading {
		return (one.wanted - growsFrom) * (one.wanted - growsFrom)
	}
	return 0
}

// respread shares anew after a column has changed.
func (g *Grid[T]) respread() {
	g.spread(g.across)
	g.header.Refresh()
	g.content.Refresh()
	g.list.Refresh()
}

// holdEdge begins to move the right edge of a column: what stands left of it must not move under the mouse.
func (g *Grid[T]) holdEdge(column int) {
	for i := range column + 1 {
		g.widths[i].wanted, g.widths[i].fixed = g.widths[i].shown, true
	}
}

// setWidth makes a column as wide as a person says.
func (g *Grid[T]) setWidth(column int, width float32) {
	g.widths[column].wanted, g.widths[column].fixed = max(minColumn, width), true
	g.respread()
}

// fit makes a column as wide as the widest of what it shows now.
func (g *Grid[T]) fit(column int) {
	c := g.options.Columns[column]
	width := headingWidth(c.Label, c.Sort)
	for _, page := range g.pages {
		for _, row := range page {
			if c.Text != nil {
				width = max(width, textWidth(c.Text(row), theme.TextSize())+2*cellPadding)
			}
		}
	}
	g.holdEdge(column)
	g.setWidth(column, min(width, widestFit))
}

// arrangement writes the columns and the order a person chose as "name=170 email=190! sort=email-": a "!" is a width that she set,
// a "-" a descending order.
func (g *Grid[T]) arrangement() string {
	var all []string
	for i, column := range g.options.Columns {
		mark := ""
		if g.widths[i].fixed {
			mark = "!"
		}
		all = append(all, fmt.Sprintf("%s=%.0f%s", column.Key, g.widths[i].wanted, mark))
	}
	if g.sortKey != "" {
		order := "+"
		if g.sortDesc {
			order = "-"
		}
		all = append(all, "sort="+g.sortKey+order)
	}
	return strings.Join(all, " ")
}

// arrange is the other half of arrangement; what it does not know is left as it is.
func (g *Grid[T]) arrange(remembered string) {
	for part := range strings.FieldsSeq(remembered) {
		key, value, _ := strings.Cut(part, "=")
		if key == "sort" {
			g.rememberSort(strings.TrimRight(value, "+-"), strings.HasSuffix(value, "-"))
			continue
		}
		var width float32
		if _, err := fmt.Sscanf(value, "%f", &width); err != nil || width < minColumn {
			continue
		}
		for i := range g.options.Columns {
			if g.options.Columns[i].Key == key {
				g.widths[i].wanted, g.widths[i].fixed = width, strings.HasSuffix(value, "!")
			}
		}
	}
	g.respread()
}

func (g *Grid[T]) rememberSort(key string, descending bool) {
	for _, column := range g.options.Columns {
		if column.Key == key && column.Sort {
			g.sortKey, g.sortDesc = key, descending
		}
	}
}

// Sorted returns the column by which the grid is sorted, "" for none, and whether it is descending.
func (g *Grid[T]) Sorted() (key string, descending bool) { return g.sortKey, g.sortDesc }
