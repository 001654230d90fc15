package kit

// Topic names one kind of news on a Bus.
type Topic string

// Bus tells open windows what has changed. It is used on the UI thread only.
type Bus struct {
	listeners map[Topic][]*listener
}

type listener struct{ hear func() }

// NewBus returns a bus that nobody listens to yet.
func NewBus() *Bus { return &Bus{listeners: map[Topic][]*listener{}} }

// Subscribe calls hear at every announcement of the topic until the window closes.
func (b *Bus) Subscribe(window *Window, topic Topic, hear func()) {
	mine := &listener{hear}
	b.listeners[topic] = append(b.listeners[topic], mine)
	window.OnClosed(func() {
		kept := b.listeners[topic][:0:0]
		for _, one := range b.listeners[topic] {
			if one != mine {
				kept = append(kept, one)
			}
		}
		b.listeners[topic] = kept
	})
}

// Announce tells every listener of the topics, after the change was committed.
func (b *Bus) Announce(topics ...Topic) {
	for _, topic := range topics {
		for _, one := range b.listeners[topic] {
			one.hear()
		}
	}
}
