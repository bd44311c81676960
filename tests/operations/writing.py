"""A process that writes and says so: each line it prints is a number that is in the database."""

import sys

from linli import create_app
from linli.database import db, transaction
from linli.people.models import Person
from linli.toolkit.notices import Notice


def write(mark):
    """Write pairs of notices, each pair in one transaction, until standard output is closed."""
    create_app()
    with db.connection_context():
        person, number = Person.select().order_by(Person.id).first(), 0
        while True:
            number += 1
            with transaction():
                for half in ("a", "b"):
                    Notice.create(person=person, title=f"{mark}:{number}", text=half, url="/me/")
            print(number, flush=True)


if __name__ == "__main__":
    try:
        write(sys.argv[1])
    except BrokenPipeError:
        sys.stderr.close()
