"""What stations exist?"""
