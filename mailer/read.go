package mailer

// Read takes a message apart, as it was sent or as it arrived: its headers, its texts, its files. What cannot be read
// stays empty.
func Read(message []byte) ParsedMessage { return readDemoMail(message) }
