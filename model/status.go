package model

// Status is a status code, as coarse as the rules need it.
type Status uint8

const (
	NoStatus Status = iota
	S100
	S101
	S1xx
	S2xx
	S204
	S301
	S304
	S3xx
	S400
	S408
	S411
	S413
	S414
	S417
	S4xx
	S431
	S501
	S505
	S5xx
	numStatuses
)

// StatusOf classifies a status code. Codes outside 100 to 599 are NoStatus.
func StatusOf(code int) Status {
	switch code {
	case 100:
		return S100
	case 101:
		return S101
	case 204:
		return S204
	case 301:
		return S301
	case 304:
		return S304
	case 400:
		return S400
	case 408:
		return S408
	case 411:
		return S411
	case 413:
		return S413
	case 414:
		return S414
	case 417:
		return S417
	case 431:
		return S431
	case 501:
		return S501
	case 505:
		return S505
	}
	switch code / 100 {
	case 1:
		return S1xx
	case 2:
		return S2xx
	case 3:
		return S3xx
	case 4:
		return S4xx
	case 5:
		return S5xx
	}
	return NoStatus
}
