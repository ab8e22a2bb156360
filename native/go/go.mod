module airlatch.dev/airlatch

go 1.17
