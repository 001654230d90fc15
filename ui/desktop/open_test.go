package desktop

import (
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// TestPaperThatIsOpenGetsAnotherName: a viewer of Windows keeps the file that it shows from being written.
func TestPaperThatIsOpenGetsAnotherName(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "à voir")
	first, err := PutToView(folder, "Facture 12.pdf", []byte("one"))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := PutToView(folder, "Facture 12.pdf", []byte("two")); err != nil || again != first {
		t.Errorf("nobody has it open: %s %v", again, err)
	}
	holdToView(t, first)
	other, err := PutToView(folder, "Facture 12.pdf", []byte("three"))
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join(folder, "Facture 12 (2).pdf"); other != want {
		t.Errorf("it is written to %s, want %s", other, want)
	}
	if content, err := os.ReadFile(other); err != nil || string(content) != "three" {
		t.Errorf("%q %v", content, err)
	}
}

func TestFileAddress(t *testing.T) {
	path := "/home/an/Facture été #1.pdf"
	want := "file:///home/an/Facture%20%C3%A9t%C3%A9%20%231.pdf"
	if runtime.GOOS == "windows" {
		path, want = `C:\Users\an\Facture été #1.pdf`, "file:///C:/Users/an/Facture%20%C3%A9t%C3%A9%20%231.pdf"
	}
	if got := fileAddress(path).String(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if runtime.GOOS != "windows" {
		var opened *url.URL
		if err := OpenFile(path, func(address *url.URL) error { opened = address; return nil }); err != nil || opened.String() != want {
			t.Errorf("%v %v", opened, err)
		}
	}
}
