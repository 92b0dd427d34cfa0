package entries

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/hangup-http/hangup/fuzz/gen"
)

// Entry is one conversation and the file that it stands in.
type Entry struct {
	File         string
	Conversation gen.Conversation
}

const nativeHeader = "go test fuzz v1\n"

// Errors of files that hold no conversation. They are wrapped with the name of the file.
var (
	ErrNotConversation = errors.New("neither an entry of a native fuzz target that takes one []byte, nor a fail file of rapid that drew a conversation")
)

// ReadFile reads an entry of a native fuzz target or a fail file of rapid.
func ReadFile(name string) (Entry, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return Entry{}, fmt.Errorf("reading an entry: %w", err)
	}
	c, ok := native(string(text))
	if !ok {
		c, ok = failed(string(text))
	}
	if !ok {
		return Entry{}, fmt.Errorf("%s: %w", name, ErrNotConversation)
	}
	return Entry{name, c}, nil
}

// native reads "go test fuzz v1" and one []byte.
func native(text string) (gen.Conversation, bool) {
	value, ok := strings.CutPrefix(text, nativeHeader)
	if !ok {
		return nil, false
	}
	expr, err := parser.ParseExprFrom(token.NewFileSet(), "", strings.TrimSpace(value), 0)
	if err != nil {
		return nil, false
	}
	call, ok := expr.(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return nil, false
	}
	kind, ok := call.Fun.(*ast.ArrayType)
	literal, isText := call.Args[0].(*ast.BasicLit)
	if !ok || kind.Len != nil || !isText || literal.Kind != token.STRING {
		return nil, false
	}
	octets, err := strconv.Unquote(literal.Value)
	return gen.Decode([]byte(octets)), err == nil
}

// drawn is what rapid writes of a conversation that was drawn.
var drawn = regexp.MustCompile(`draw [^:]*: (\[\{[A-Z][A-Za-z]* \d+ \d+ \d+\}[^\]]*\])`)

// failed reads the last conversation that stands in the comments of a fail file.
func failed(text string) (gen.Conversation, bool) {
	all := drawn.FindAllStringSubmatch(text, -1)
	if len(all) == 0 {
		return nil, false
	}
	return gen.Parse(all[len(all)-1][1])
}

// ReadDir reads all entries below a folder. Other files are an error.
func ReadDir(dir string) (all []Entry, err error) {
	err = filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		e, err := ReadFile(name)
		if err == nil {
			all = append(all, e)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading entries: %w", err)
	}
	return all, nil
}

// Native returns the text of an entry of a native fuzz target.
func Native(c gen.Conversation) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s[]byte(%q)\n", nativeHeader, c.Encode())
	return b.Bytes()
}
