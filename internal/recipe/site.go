package recipe

import (
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

// everyday are the sizes that a site always has, in octets, so that a person can try one.
var everyday = []int{0, 1, 1000, 100_000}

// MakeSite makes the folder dir, which must not exist: size/N is a file of N octets for
// each size, and each path of the file's site is copied into it under its last name.
// Servers that give up their rights can read all of it.
func (f *File) MakeSite(dir string, sizes []int) error {
	folder := filepath.Join(dir, "size")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("making the site: %w", err)
	}
	for _, size := range append(sizes, everyday...) {
		if err := fill(filepath.Join(folder, strconv.Itoa(size)), size); err != nil {
			return fmt.Errorf("making the site: %w", err)
		}
	}
	for _, from := range f.Site {
		if err := os.CopyFS(filepath.Join(dir, filepath.Base(from)), os.DirFS(from)); err != nil {
			return fmt.Errorf("copying %s into the site: %w", from, err)
		}
	}
	return readable(dir)
}

// readable lets everybody read what is below dir, and run what its owner can.
func readable(dir string) error {
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		mode := info.Mode().Perm()
		return os.Chmod(path, mode|0o444|(mode&0o100)>>3|(mode&0o100)>>6)
	})
	if err != nil {
		return fmt.Errorf("making the site readable: %w", err)
	}
	return nil
}

// fill writes a file of size octets.
func fill(name string, size int) error {
	file, err := os.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(file, 1<<16)
	for range size {
		if err := w.WriteByte('x'); err != nil {
			file.Close()
			return err
		}
	}
	if err := w.Flush(); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}
