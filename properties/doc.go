// Package properties states what must hold between the parts, as properties that
// rapid checks: how octets are cut into segments never changes a verdict, and
// neither do changes of a request that mean nothing (the case of a field name, the order of a list).
package properties
