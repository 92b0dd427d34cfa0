package scale_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/yaml"
)

// TestWorkflow: actionlint knows the syntax of GitHub's workflows, their expressions and the inputs of popular actions.
func TestWorkflow(t *testing.T) {
	program := build(t, "actionlint", "install", actionlint)
	if out, err := exec.Command(program, "-shellcheck=", "-pyflakes=", "github-actions.yml").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	text, err := os.ReadFile("github-actions.yml")
	if err != nil {
		t.Fatal(err)
	}
	wrong := filepath.Join(t.TempDir(), "wrong.yml")
	if err := os.WriteFile(wrong, bytes.Replace(text, []byte("needs: shard"), []byte("needs: shards"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	if exec.Command(program, "-shellcheck=", "-pyflakes=", wrong).Run() == nil {
		t.Error("a job that needs one which is not there is in order")
	}
}

// decode reads all objects of a manifest; fields that Kubernetes does not know are errors.
func decode(t *testing.T, text []byte) (objects []runtime.Object, err error) {
	t.Helper()
	scheme := runtime.NewScheme()
	if err := errors.Join(batchv1.AddToScheme(scheme), corev1.AddToScheme(scheme)); err != nil {
		t.Fatal(err)
	}
	strict := serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer()
	all := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(text), 4096)
	for {
		var raw runtime.RawExtension
		if err := all.Decode(&raw); errors.Is(err, io.EOF) {
			return objects, nil
		} else if err != nil {
			return nil, err
		}
		object, _, err := strict.Decode(raw.Raw, nil, nil)
		if err != nil {
			return nil, err
		}
		objects = append(objects, object)
	}
}

// jobs are those that a manifest starts, by name.
func jobs(t *testing.T, file string) map[string]batchv1.JobSpec {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	objects, err := decode(t, text)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]batchv1.JobSpec{}
	for _, object := range objects {
		switch o := object.(type) {
		case *batchv1.Job:
			all[o.Name] = o.Spec
		case *batchv1.CronJob:
			all[o.Name] = o.Spec.JobTemplate.Spec
		default:
			t.Errorf("%s: %T", file, object)
		}
	}
	return all
}

// TestKubernetes: the manifests have no field that Kubernetes does not know, as many shards as the Job has completions, and
// arguments that hangup takes.
func TestKubernetes(t *testing.T) {
	if _, err := decode(t, []byte("apiVersion: batch/v1\nkind: Job\nspec:\n  completion: 4\n")); err == nil {
		t.Fatal("a field that is not there is in order")
	}
	program := hangup(t)
	for file, names := range map[string][]string{"kubernetes-job.yaml": {"hangup-fuzz"}, "kubernetes-cronjob.yaml": {"hangup-fuzz", "hangup-merge"}} {
		all := jobs(t, file)
		if len(all) != len(names) {
			t.Errorf("%s: %d jobs", file, len(all))
		}
		for _, name := range names {
			job := all[name]
			if len(job.Template.Spec.Containers) != 1 {
				t.Fatalf("%s: %+v", name, job)
			}
			container := job.Template.Spec.Containers[0]
			out, err := exec.Command(program, append(slices.Clone(container.Args), "--help")...).CombinedOutput()
			if err != nil {
				t.Errorf("hangup %v: %v\n%s", container.Args, err, out)
			}
			if name == "hangup-fuzz" {
				indexed(t, job, container)
			}
		}
	}
}

// indexed asks that a Job has a shard for each index.
func indexed(t *testing.T, job batchv1.JobSpec, c corev1.Container) {
	t.Helper()
	if job.CompletionMode == nil || *job.CompletionMode != batchv1.IndexedCompletion || job.Completions == nil || *job.Parallelism != *job.Completions {
		t.Errorf("%+v", job)
	}
	for _, v := range c.Env {
		if v.Name == "HANGUP_SHARDS" && v.Value == strconv.Itoa(int(*job.Completions)) {
			return
		}
	}
	t.Errorf("HANGUP_SHARDS is not %d: %+v", *job.Completions, c.Env)
}

// stages parses a container file as BuildKit does.
func stages(text []byte) ([]instructions.Stage, error) {
	parsed, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	all, _, err := instructions.Parse(parsed.AST, nil)
	return all, err
}

// TestContainerfiles: BuildKit reads them, and what they build is there. Images are not pulled, so that this does not build them.
func TestContainerfiles(t *testing.T) {
	if _, err := stages([]byte("FROM a\nCOPYY b c\n")); err == nil {
		t.Fatal("an instruction that is not there is in order")
	}
	for file, n := range map[string]int{"Containerfile": 2, "clusterfuzzlite/Dockerfile": 1} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if all, err := stages(text); err != nil || len(all) != n {
			t.Errorf("%s: %v %v", file, all, err)
		}
		for line := range strings.Lines(string(text)) {
			command, ok := strings.CutPrefix(line, "RUN ")
			if !ok {
				continue
			}
			shell := exec.Command("sh", "-c", "cd ../.. && "+strings.ReplaceAll(command, "/out/", bin+"/image-"))
			shell.Env = append(os.Environ(), "CGO_ENABLED=0")
			if out, err := shell.CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s", command, err, out)
			}
		}
	}
}
