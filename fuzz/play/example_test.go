package play_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/hangup-http/hangup/corpus"
	"github.com/hangup-http/hangup/fuzz/play"
)

// A case is played on net/http: the request behind close gets no answer.
func Example() {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()

	target, err := play.ParseTarget(server.URL, false)
	if err != nil {
		fmt.Println(err)
		return
	}
	cases, err := corpus.Parse("mine.case", []byte(`case close/mine
about 9112/9.6/no-processing-after-close

> GET {answer} HTTP/1.1
> Host: {host}
> Connection: close
>
> GET {answer} HTTP/1.1
> Host: {host}
>
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	runner := play.Runner{Player: play.NewPlayer(target), Connections: 4, Confirm: 2}
	run, err := runner.Run(context.Background(), cases)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(run.Results[0].Case, run.Results[0].Verdict)
	// Output: close/mine conforms
}
