"""Old workbooks (.xls, .et) and OpenDocument spreadsheets, read by calamine."""
