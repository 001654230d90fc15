package kit

import "slices"

// Topic names one kind of news on a Bus.
type Topic string

// Bus tells open windows what has changed. It is used on the UI thread only.
type Bus struct {
	listeners map[Topic][]*listener
}

type listener struct {
	window *Window
	hear   func()
}

// NewBus returns a bus that nobody listens to yet.
func NewBus() *Bus { return &Bus{listeners: map[Topic][]*listener{}} }

// Subscribe calls hear at every announcement of the topic until the window closes.
func (b *Bus) Subscribe(window *Window, topic Topic, hear func()) {
	mine := &listener{window, hear}
	b.listeners[topic] = append(b.listeners[topic], mine)
	window.OnClosed(func() {
		b.listeners[topic] = slices.DeleteFunc(slices.Clone(b.listeners[topic]), func(one *listener) bool { return one == mine })
	})
}

// Leave ends all that the window subscribed to, when it is filled anew.
func (b *Bus) Leave(window *Window) {
	for topic, all := range b.listeners {
		b.listeners[topic] = slices.DeleteFunc(slices.Clone(all), func(one *listener) bool { return one.window == window })
	}
}

// Announce tells every listener of the topics, after the change was committed.
func (b *Bus) Announce(topics ...Topic) {
	for _, topic := range topics {
		for _, one := range b.listeners[topic] {
			one.hear()
		}
	}
}
