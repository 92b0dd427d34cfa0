package explore

import "github.com/hangup-http/hangup/model"

// ClientPhase is what the client may send next.
type ClientPhase uint8

const (
	Between      ClientPhase = iota // between two requests
	AfterBegin                      // the lines of a head follow in this order: version,
	AfterVersion                    // connection options,
	AfterOptions                    // length and coding,
	AfterLengths                    // content,
	AfterContent                    // expectation,
	AfterExpect                     // what is remarkable,
	AfterTrait                      // the handler that is addressed,
	AfterHandler                    // and the end
	BeforeBody                      // content was announced
	InBody
	BehindChunks // only trailers and the empty line are to come
	Unreadable   // what it sends cannot be read as HTTP
	Finished     // it has sent its FIN
	Gone         // it has left
	numClientPhases
)

// HandlerPhase is how far the answer to the current request has come.
type HandlerPhase uint8

const (
	NoHandler  HandlerPhase = iota
	Running                 // dispatched, and nothing sent
	Refuses                 // the server is to answer in its place
	OptionsDue              // the status-line is out; connection options follow
	Endless                 // it is out, for content that ends with the connection
	CloseDue                // and that has been noted
	FramingDue              // the options are out; the framing follows
	HeadEndDue              // only the empty line is missing
	Content                 // the content follows, and its end
	numHandlerPhases
)

// Flag is the rest of the world: a set of these.
type Flag uint8

const (
	OwesFIN    Flag = 1 << iota // the server has yet to send its FIN
	Owes100                     // it has yet to send 100 (Continue)
	WantsClose                  // the handler says close
	HasContent                  // the client has announced content and not sent all of it
	WasLast                     // the last exchange has ended: history, for properties
	numFlags   = iota
)

// Config is one configuration of the closed system, in a word: the machine's facts,
// its state, and the world around it.
type Config uint64

const (
	factsMask    = 1<<model.MachineBits - 1
	stateShift   = model.MachineBits
	clientShift  = stateShift + 3
	handlerShift = clientShift + 4
	flagShift    = handlerShift + 4
	totalBits    = flagShift + numFlags
)

// Pack makes a configuration. What only a judge remembers of the facts is dropped.
func Pack(s model.State, f model.Facts, c ClientPhase, h HandlerPhase, flags Flag) Config {
	return Config(f&factsMask) | Config(s)<<stateShift | Config(c)<<clientShift | Config(h)<<handlerShift | Config(flags)<<flagShift
}

// State returns the state of the machine.
func (c Config) State() model.State { return model.State(c >> stateShift & 7) }

// Facts returns the facts of the machine.
func (c Config) Facts() model.Facts { return model.Facts(c & factsMask) }

// Client returns what the client may send next.
func (c Config) Client() ClientPhase { return ClientPhase(c >> clientShift & 15) }

// Handler returns how far the answer has come.
func (c Config) Handler() HandlerPhase { return HandlerPhase(c >> handlerShift & 15) }

// Flags returns the rest of the world.
func (c Config) Flags() Flag { return Flag(c >> flagShift) }
