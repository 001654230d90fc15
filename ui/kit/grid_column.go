package kit

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
)

// Column describes one column of a grid of T.
type Column[T any] struct {
	Key     string // names it in OnSort, OnCell and the settings
	Label   string
	Width   float32
	Align   fyne.TextAlign
	Sort    bool             // a click on the heading sorts by it
	Compare func(a, b T) int // order of a SliceGrid's column whose words have another: numbers, sizes, times; nil = the words'
	Text    func(T) string
	Icon    func(T) fyne.Resource       // instead of text; nil resource = the text
	Color   func(T) fyne.ThemeColorName // "" = as the row
	Tapped  bool                        // a click goes to OnCell and leaves the selection alone
	Tooltip string                      // of the heading
}

// columnWidths and setColumnWidths write the widths as "key=width key=width".
func (g *Grid[T]) columnWidths() string {
	var all []string
	for _, column := range g.options.Columns {
		all = append(all, fmt.Sprintf("%s=%.0f", column.Key, column.Width))
	}
	return strings.Join(all, " ")
}

func (g *Grid[T]) setColumnWidths(remembered string) {
	for part := range strings.FieldsSeq(remembered) {
		key, value, _ := strings.Cut(part, "=")
		var width float32
		if _, err := fmt.Sscanf(value, "%f", &width); err != nil || width < minColumn {
			continue
		}
		for i := range g.options.Columns {
			if g.options.Columns[i].Key == key {
				g.options.Columns[i].Width = width
			}
		}
	}
	g.header.Refresh()
	g.list.Refresh()
}

func (g *Grid[T]) columnAt(i int) columnLook {
	c := &g.options.Columns[i]
	return columnLook{key: c.Key, label: c.Label, width: c.Width, align: c.Align, sort: c.Sort, tapped: c.Tapped, tooltip: c.Tooltip}
}

func (g *Grid[T]) setWidth(column int, width float32) {
	g.options.Columns[column].Width = max(minColumn, width)
	g.header.Refresh()
	g.content.Refresh()
	g.list.Refresh()
}

func (g *Grid[T]) sortBy(column int) {
	c := g.options.Columns[column]
	if !c.Sort || g.options.OnSort == nil {
		return
	}
	g.SetSort(c.Key, g.sortKey == c.Key && !g.sortDesc)
	g.options.OnSort(g.sortKey, g.sortDesc)
}

func (g *Grid[T]) sorted(column int) (arrow string) {
	switch {
	case g.options.Columns[column].Key != g.sortKey:
		return ""
	case g.sortDesc:
		return " ▼"
	}
	return " ▲"
}
