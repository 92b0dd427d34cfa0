// Package strictyaml reads YAML files that people write by hand: profiles, targets, nights.
//
//	r := strictyaml.Reader{File: "mine.yaml"}
//	top, err := r.Document(src, "the file")
//	err = r.Fields(top, "the file", []strictyaml.Field{{Key: "url", Read: readURL}})
//
// What is not known is refused, what stands twice as well, and each mistake is an [Error] with file, line and
// column that says what to write instead. YAML itself is read by go.yaml.in/yaml; the nodes are its own.
package strictyaml
