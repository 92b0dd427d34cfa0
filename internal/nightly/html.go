package nightly

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/go-analyze/charts"
)

//go:embed night.html
var page string

// figure is one plot over the nights, drawn for light and for dark pages.
type figure struct {
	Title, Unit string
	Light, Dark template.HTML
	Rows        []figureRow // the same as text
}

type figureRow struct {
	Night string
	Value string
}

// html is the page: it stands alone.
func (n *Night) html(w io.Writer) error {
	t, err := template.New("night").Funcs(template.FuncMap{
		"rate":  func(j *Job) string { return fmt.Sprintf("%.0f", j.Rate()) },
		"count": func(j *Job, state string) int { return j.counts()[state] },
	}).Parse(page)
	if err != nil {
		return err
	}
	figures, err := n.figures()
	if err != nil {
		return err
	}
	return t.Execute(w, map[string]any{"Night": n, "Figures": figures, "Took": n.took().String()})
}

// figures are drawn from the nights before and this one.
func (n *Night) figures() (all []figure, err error) {
	nights := append(append([]*Night{}, n.earlier...), n)
	for _, f := range []struct {
		title, unit string
		of          func(*Night) float64
	}{
		{"Executions", "executions a night", func(n *Night) float64 { return float64(n.Executions()) }},
		{"Rules covered", "rules of the table, most of one job", func(n *Night) float64 { return float64(n.Rules()) }},
		{"Findings", "open findings, new and known", func(n *Night) float64 { return float64(n.Count(New) + n.Count(Known)) }},
	} {
		made := figure{Title: f.title, Unit: f.unit}
		var values []float64
		for _, night := range nights {
			v := f.of(night)
			values = append(values, v)
			made.Rows = append(made.Rows, figureRow{night.Began.Format("01-02 15:04"), fmt.Sprintf("%.0f", v)})
		}
		if made.Light, err = draw(made, values, charts.ThemeLight); err != nil {
			return nil, err
		}
		if made.Dark, err = draw(made, values, charts.ThemeDark); err != nil {
			return nil, err
		}
		all = append(all, made)
	}
	return all, nil
}

// Sizes of a figure, in pixels.
const (
	figureWidth  = 640
	figureHeight = 280
)

// draw returns an SVG element. All in it comes from numbers and dates of ours.
func draw(f figure, values []float64, theme string) (template.HTML, error) {
	o := charts.NewLineChartOptionWithData([][]float64{values})
	o.Theme = charts.GetTheme(theme)
	o.Title.Text = f.Title
	o.Title.Subtext = f.Unit
	o.Symbol.Shape = charts.SymbolCircle
	o.YAxis[0].Min = charts.Ptr(0.0)
	o.XAxis.Title = "night (month-day, UTC)"
	o.XAxis.Labels = nil
	for _, r := range f.Rows {
		o.XAxis.Labels = append(o.XAxis.Labels, r.Night)
	}
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputSVG, Width: figureWidth, Height: figureHeight})
	if err := p.LineChart(o); err != nil {
		return "", fmt.Errorf("drawing %s: %w", f.Title, err)
	}
	svg, err := p.Bytes()
	if err != nil {
		return "", fmt.Errorf("drawing %s: %w", f.Title, err)
	}
	described := fmt.Sprintf(`<svg role="img" aria-label="%s (%s) over %d nights, the last %s" `, f.Title, f.Unit, len(f.Rows), f.Rows[len(f.Rows)-1].Value)
	return template.HTML(strings.Replace(string(bytes.TrimSpace(svg)), "<svg ", described, 1)), nil
}
