package nightly

import (
	"bytes"
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// target is one native fuzz target.
type target struct {
	Package string // import path
	Folder  string // of the package, below the module; "." is the module's own
	Dir     string // absolute
	Name    string
	File    string // base name of the test file
	Line    int
}

// job is what the target is called everywhere.
func (t target) job() string { return t.Folder + "." + t.Name }

// fuzzName tells whether go test takes a function of that name for a fuzz target.
func fuzzName(name string) bool {
	rest, ok := strings.CutPrefix(name, "Fuzz")
	first, _ := utf8.DecodeRuneInString(rest)
	return ok && (rest == "" || !unicode.IsLower(first))
}

// discover parses the test files of packages, as go list names them, for fuzz targets.
func discover(ctx context.Context, module string, patterns []string) (all []target, err error) {
	const format = `{{.ImportPath}}{{"\t"}}{{.Dir}}{{"\t"}}{{join .TestGoFiles "/"}}/{{join .XTestGoFiles "/"}}`
	list := exec.CommandContext(ctx, "go", append([]string{"list", "-f", format, "--"}, patterns...)...)
	list.Dir = module
	var stderr bytes.Buffer
	list.Stderr = &stderr
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("listing %s in %s: %w: %s", strings.Join(patterns, " "), module, err, oneLine(stderr.String()))
	}
	for line := range strings.Lines(string(out)) {
		parts := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(parts) != 3 {
			return nil, fmt.Errorf("go list printed a line that is none of a package: %q", line)
		}
		below, err := filepath.Rel(realPath(module), realPath(parts[1]))
		if err != nil {
			return nil, fmt.Errorf("placing %s: %w", parts[0], err)
		}
		for file := range strings.SplitSeq(parts[2], "/") {
			if file == "" {
				continue
			}
			found, err := parseTargets(filepath.Join(parts[1], file))
			if err != nil {
				return nil, err
			}
			for _, t := range found {
				t.Package, t.Dir, t.Folder = parts[0], parts[1], filepath.ToSlash(below)
				all = append(all, t)
			}
		}
	}
	slices.SortFunc(all, func(a, b target) int { return strings.Compare(a.job(), b.job()) })
	return all, nil
}

// parseTargets reads the fuzz targets of one file.
func parseTargets(file string) (all []target, err error) {
	set := token.NewFileSet()
	parsed, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("looking for fuzz targets: %w", err)
	}
	for _, d := range parsed.Decls {
		f, ok := d.(*ast.FuncDecl)
		if ok && f.Recv == nil && fuzzName(f.Name.Name) && takesF(f.Type) {
			at := set.Position(f.Pos())
			all = append(all, target{Name: f.Name.Name, File: filepath.Base(file), Line: at.Line})
		}
	}
	return all, nil
}

// takesF tells whether a function takes one *testing.F, by whatever name the package goes.
func takesF(f *ast.FuncType) bool {
	if f.Params.NumFields() != 1 || f.Results.NumFields() != 0 || f.TypeParams.NumFields() != 0 {
		return false
	}
	pointer, ok := f.Params.List[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	switch kind := pointer.X.(type) {
	case *ast.SelectorExpr:
		return kind.Sel.Name == "F"
	case *ast.Ident:
		return kind.Name == "F"
	}
	return false
}

// missed returns what the configuration expects and nothing is: each with where it stands.
func (c *Config) missed(found []target) (all []string) {
	there := map[string]bool{}
	for _, t := range found {
		there[t.job()] = true
	}
	say := func(name, what string) {
		if !there[name] {
			all = append(all, c.Native.at[name].Fail("%s: there is no fuzz target %s in %s: was it renamed or removed? Correct this line",
				what, name, strings.Join(c.Native.Packages, " ")).Error())
		}
	}
	for folder, names := range c.Native.Targets {
		for _, name := range names {
			say(folder+"."+name, "targets")
		}
	}
	for name := range c.Native.LeftOut {
		say(name, "left-out")
	}
	slices.Sort(all)
	return all
}

// listed tells whether the configuration knows a target. One that lists none knows all.
func (n Native) listed(t target) bool {
	return n.Targets == nil || slices.Contains(n.Targets[t.Folder], t.Name)
}

func realPath(name string) string {
	if resolved, err := filepath.EvalSymlinks(name); err == nil {
		return resolved
	}
	return name
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
