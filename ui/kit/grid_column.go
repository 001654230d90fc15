package kit

import (
	"slices"
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

func (g *Grid[T]) columnAt(i int) columnLook {
	c := &g.options.Columns[i]
	return columnLook{key: c.Key, label: c.Label, width: g.widths[i].shown, align: c.Align, sort: c.Sort, tapped: c.Tapped, tooltip: c.Tooltip}
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

// copied are the rows that an action would act on as a spreadsheet takes them: a line for each, tabs between the columns that have words.
func (g *Grid[T]) copied() string {
	var text strings.Builder
	for part := range slices.Chunk(g.Picked(), pageRows) {
		rows, err := g.options.Rows(part)
		if err != nil && g.options.OnError != nil {
			g.options.OnError(err)
		}
		for _, row := range rows {
			var cells []string
			for _, column := range g.options.Columns {
				if column.Text != nil {
					cells = append(cells, spaces.Replace(column.Text(row)))
				}
			}
			text.WriteString(strings.Join(cells, "\t") + "\n")
		}
	}
	return text.String()
}
