// Package scale holds what runs campaigns on many machines, ready to be copied: a workflow of GitHub
// Actions, a Job and a CronJob of Kubernetes, and a Containerfile. docs/scale-out.md is the guide.
//
// Its tests check them, and hold the stores to their promises on real object stores: versitygw (S3), and
// fake-gcs-server and Azurite, which stand in for Google's and Microsoft's. It is a module of its own, for the libraries
// of Kubernetes and BuildKit are nobody else's business.
//
//	cd deploy/scale && go test ./...
package scale
