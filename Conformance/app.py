"""The routes of Server/ in real FastAPI: the same paths, parameters, defaults and replies, in the same order."""

from datetime import datetime
from enum import Enum, IntEnum
from typing import Annotated, Literal, Union
from uuid import UUID

from fastapi import Cookie, FastAPI, File, Form, Header, HTTPException, Query, Response, UploadFile
from fastapi.responses import PlainTextResponse, RedirectResponse, StreamingResponse
from pydantic import BaseModel, Field

app = FastAPI(openapi_url=None)


# Schemas.swift


class Size(str, Enum):
    small = "small"
    large = "XL"


class Level(IntEnum):
    low = 1
    high = 2


class Filter(BaseModel):
    limit: int = 10
    exact: bool = False
    size: Size | None = None
    tags: list[str] = []
    q: str


class Line(BaseModel):
    text: str


class Address(BaseModel):
    street: str
    lines: list[Line] = []


class Person(BaseModel):
    name: str
    email: str
    age: int | None = None
    address: Address | None = None
    tags: list[str] = []
    role: str = "guest"


class Scalars(BaseModel):
    number: int = 0
    fraction: float = 0.5
    flag: bool = False
    text: str = ""
    id: UUID | None = None
    moment: datetime | None = None
    size: Size = Size.small
    level: Level = Level.low


class Required(BaseModel):
    number: int
    fraction: float
    flag: bool
    text: str
    id: UUID
    moment: datetime
    size: Size
    level: Level
    texts: list[str]
    counts: dict[str, int]
    person: Person


class Wish(BaseModel):
    text: str


class Cash(BaseModel):
    type: Literal["cash"]


class Card(BaseModel):
    type: Literal["card"]
    number: str
    holder: str | None = None
    size: Size = Size.small


Payment = Annotated[Union[Cash, Card], Field(discriminator="type")]


class Tree(BaseModel):
    name: str
    children: list["Tree"] = []
    counts: dict[str, int] = {}


class SignUp(BaseModel):
    full_name: str
    age: int
    nickname: str | None


class Stored(BaseModel):
    filename: str
    content_type: str | None
    size: int
    text: str
    note: str


# Paths.swift


@app.get("/integers/{value}")
def integer(value: int) -> int:
    return value


@app.get("/numbers/{value}")
def number(value: float) -> float:
    return value


@app.get("/flags/{value}")
def flag(value: bool) -> bool:
    return value


@app.get("/texts/{value}")
def text(value: str) -> str:
    return value


@app.get("/ids/{value}")
def identifier(value: UUID) -> UUID:
    return value


@app.get("/moments/{value}")
def moment(value: datetime) -> datetime:
    return value


@app.get("/sizes/{value}")
def size(value: Size) -> Size:
    return value


@app.get("/levels/{value}")
def level(value: Level) -> Level:
    return value


@app.get("/pairs/{first}/and/{second_one}")
def pair(first: int, second_one: str) -> list[str]:
    return [str(first), second_one]


@app.get("/reports/{name}.csv")
def report(name: str) -> str:
    return name


@app.get("/places/{name}")
def place(name: str) -> str:
    return name


@app.get("/places/home")
def home() -> str:
    return "at home"


@app.get("/größen/{value}")
def german_size(value: Size) -> Size:
    return value


# Queries.swift


@app.get("/search")
def search(q: str, limit: int = 10, tag: str | None = None, exact: bool = False) -> dict[str, str | None]:
    return {"exact": str(exact).lower(), "limit": str(limit), "q": q, "tag": tag}


@app.get("/scalars")
def scalars(
    number: int | None = None,
    fraction: float | None = None,
    flag: bool | None = None,
    id: UUID | None = None,
    moment: datetime | None = None,
    size: Size | None = None,
    level: Level | None = None,
) -> Scalars:
    given = {"number": number, "fraction": fraction, "flag": flag, "id": id, "moment": moment, "size": size, "level": level}
    return Scalars(**{name: value for name, value in given.items() if value is not None})


@app.get("/lists")
def lists(ids: Annotated[list[int], Query()], tag: Annotated[list[str], Query()] = ["none"]) -> list[str]:
    return [str(id) for id in ids] + tag


@app.get("/filtered")
def filtered(filter: Annotated[Filter, Query()]) -> Filter:
    return filter


@app.get("/head")
def head(
    x_token: Annotated[int, Header()],
    user_agent: Annotated[str | None, Header()] = None,
    x_tag: Annotated[list[str], Header()] = [],
) -> list[str]:
    return ["none" if user_agent is None else user_agent, str(x_token)] + x_tag


@app.get("/cookies")
def cookies(session_id: Annotated[str | None, Cookie()] = None, visits: Annotated[int, Cookie()] = 1) -> list[str]:
    return ["none" if session_id is None else session_id, str(visits)]


# Bodies.swift


@app.post("/people")
def add_person(person: Person) -> Person:
    return person


@app.put("/people/{id}")
def replace_person(id: int, notify: bool, person: Person) -> Person:
    return person


@app.post("/names")
def names(names: list[str]) -> list[str]:
    return names


@app.post("/counts")
def counts(counts: dict[str, int]) -> dict[str, int]:
    return counts


@app.post("/scalars")
def scalars_body(scalars: Scalars) -> Scalars:
    return scalars


@app.post("/required")
def required(required: Required) -> Required:
    return required


@app.post("/wishes")
def wish(wish: Wish | None = None) -> str:
    return wish.text if wish else "no wish"


@app.put("/wishes", status_code=202)
def put_wish(wish: Wish) -> Wish:
    return wish


@app.post("/payments")
def pay(payment: Payment) -> Payment:
    return payment


@app.post("/trees")
def tree(tree: Tree) -> Tree:
    return tree


# Forms.swift


@app.post("/sign-up")
def sign_up(
    full_name: Annotated[str, Form()],
    age: Annotated[int, Form()] = 18,
    nickname: Annotated[str | None, Form()] = None,
) -> SignUp:
    return SignUp(full_name=full_name, age=age, nickname=nickname)


@app.post("/filled")
def filled(filter: Annotated[Filter, Form()]) -> Filter:
    return filter


@app.post("/tagged")
def tagged(tags: Annotated[list[str], Form()]) -> list[str]:
    return tags


@app.post("/files")
async def store(file: UploadFile, note: Annotated[str, Form()] = "") -> Stored:
    return await stored(file, note)


@app.post("/files/optional")
async def store_optional(file: UploadFile | None = None) -> Stored | None:
    return await stored(file) if file else None


@app.post("/files/several")
async def store_several(files: Annotated[list[UploadFile], File()], cover: UploadFile | None = None) -> list[Stored]:
    return [await stored(file, "cover" if file is cover else "") for file in files + ([cover] if cover else [])]


async def stored(file: UploadFile, note: str = "") -> Stored:
    text = (await file.read()).decode(errors="replace")
    return Stored(filename=file.filename, content_type=file.content_type, size=file.size, text=text, note=note)


# Replies.swift


class Broken(Exception):
    pass


@app.post("/items", status_code=201)
def create_item(response: Response) -> Wish:
    response.headers["location"] = "/items/7"
    return Wish(text="made")


@app.put("/items/{id}")
def replace_item(id: int) -> int:
    return id


@app.delete("/items/{id}", status_code=204)
def delete_item(id: int) -> None:
    pass


@app.get("/items/{id}")
def item(id: int) -> Wish:
    if id != 7:
        raise HTTPException(404, "There is no such item.")
    return Wish(text="made")


@app.get("/nothing")
def nothing() -> None:
    pass


@app.get("/optional")
def optional() -> str | None:
    return None


@app.get("/accepted")
def accepted() -> Response:
    return Response(status_code=202)


@app.get("/moved")
def moved() -> Response:
    return RedirectResponse("/items/7")


@app.get("/plain")
def plain() -> Response:
    return PlainTextResponse("Grüße")


@app.get("/streamed")
def streamed() -> Response:
    return StreamingResponse(iter(["one ", "two"]), media_type="text/plain")


@app.get("/refused/{status}")
def refused(status: int) -> None:
    raise HTTPException(status)


@app.get("/login")
def login() -> None:
    raise HTTPException(401, "Log in first.", {"WWW-Authenticate": "Basic"})


@app.get("/broken")
def broken() -> None:
    raise Broken


@app.get("/fractions")
def fractions() -> list[float]:
    return [0.0, -0.0, 1.0, 0.1, 1 / 3, 123456789.0, 1e15, 1e16, 1e22, 1.5e300, 1e-4, 1e-5, 1e-7, 2.5e-300]


@app.get("/endless")
def endless() -> list[float]:
    return [float("inf"), float("nan")]


@app.get("/dictionary")
def dictionary() -> dict[str, int]:
    return {"b": 1, "a": 2, "ä": 3, "C": 4}


@app.get("/characters")
def characters() -> str:
    return "\"\\/ \b\f\n\r\t\0\x1f\x7f é € 😀 <&> \u2028"


@app.get("/past")
def past() -> list[datetime]:
    return [datetime.fromisoformat(text) for text in ["2025-06-18T12:39:32.928977+00:00", "1969-12-31T23:59:59+00:00"]]
