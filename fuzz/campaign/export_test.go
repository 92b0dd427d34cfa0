package campaign

func init() { bisectTries = 4 }
