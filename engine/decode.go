package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// DecodeEvent reads one event of a list that is being decoded.
func DecodeEvent(decoder *json.Decoder) (Event, error) {
	var j jsonEvent
	if err := decoder.Decode(&j); err != nil {
		var wrongType *json.UnmarshalTypeError
		if errors.As(err, &wrongType) {
			err = WrongField(wrongType)
		}
		return Event{}, err
	}
	return j.event()
}

// WrongField says which field has a value that it cannot have.
func WrongField(err *json.UnmarshalTypeError) error {
	want, what := "an object", "it"
	switch err.Type.String() {
	case "string":
		want = "text"
	case "int", "int64":
		want = "a whole number"
	}
	if err.Field != "" {
		what = strconv.Quote(err.Field)
	}
	return fmt.Errorf("%s is %s: want %s", what, err.Value, want)
}
