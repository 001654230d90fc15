package storetest

import "garagemail/store/intake"

// garageFiles are the export files of a real garage program, in the wrong order on purpose.
// tableWords knows the columns of files by their keys alone.
var TableWords = intake.NewWords(nil, nil)
