"""Every page in its states and every PDF page as pictures, to be looked at before a change is called done."""
