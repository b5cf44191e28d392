"""Which stations get which money, and was it paid once?"""
