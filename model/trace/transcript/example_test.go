package transcript_test

import (
	"fmt"

	"github.com/hangup-http/hangup/model"
	"github.com/hangup-http/hangup/model/trace/transcript"
)

func Example() {
	records, err := transcript.Parse(`
C "GET {answer} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
S "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
wait 2s
`)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(transcript.Format(transcript.Judge(model.Standard, records)))
	// Output:
	// violation
	// states: idle responding draining draining
	// violation 9112/9.6/close-after-request-close: the request said close and was answered
	//   state draining, step 3; expected: the server's FIN
}
