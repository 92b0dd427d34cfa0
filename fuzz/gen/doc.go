// Package gen makes conversations: what a client of an HTTP/1.1 server may do, right
// and wrong, on one connection or several.
//
// A [Conversation] is a list of operations. Each is one small thing: a request line, a
// field line, a piece of content, a flaw, the end of a segment, a pause, a half-close. An
// [Op] is four octets, so any octets are a conversation ([Decode]), and a small
// edit of the octets is a small edit of the conversation. That is what native fuzzing
// wants, and so does shrinking: in every choice, 0 is the plainest.
//
//	c := gen.Random(rand.New(rand.NewPCG(1, 2)), gen.Everything())
//	fmt.Println(c.Case("fuzz/1"))
//
// [Build] asks a function for each choice, and offers it only what can be done at that
// point, so nothing that was drawn is thrown away. Package rapid's draws, gopter's and a random
// source are such functions. An [Alphabet] says what is offered and how often: a swarm
// ([Alphabet.Swarm]) leaves out features at random, because what is common hides
// what is rare (Groce and others, "Swarm Testing", ISSTA 2012).
//
// A conversation is played in two ways. [Conversation.Render] writes it to a [Script] of
// octets and steps, without allocation, for millions of plays in this process.
// [Conversation.Case] makes a case of package corpus of it, for servers on the
// network and for people.
package gen
