import asyncio


class Door:
    def __init__(self, name, jammed=False):
        self.name, self.jammed = name, jammed

    async def __aenter__(self):
        await asyncio.sleep(0.1)  # opening takes time, and others run meanwhile
        if self.jammed:
            raise OSError(f"{self.name} is jammed")
        print(self.name, "opens")
        return self

    async def __aexit__(self, kind, error, traceback):
        await asyncio.sleep(0.1)  # so may closing
        print(self.name, "closes after", repr(error))


async def main():
    async with Door("oak"):
        print("inside")
    try:
        async with Door("ash"):
            raise ValueError("lost the key")
    except ValueError as error:
        print("caught:", error)
    try:
        async with Door("elm", jammed=True):
            print("never printed")
    except OSError as error:
        print("caught:", error)


asyncio.run(main())
