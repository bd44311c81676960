"""A process that writes and says so: each line it prints is a number that is in the database."""

import sys

from linli import create_app
from linli.database import db, transaction
from linli.people.models import Guess, Person
from linli.toolkit.uploads import Upload


def write(mark):
    """Write a row into two tables, both in one transaction, until standard output is closed. The one is
    copied among the first tables, the other among the last.
    """
    create_app()
    with db.connection_context():
        person, number = Person.select().order_by(Person.id).first(), 0
        while True:
            number += 1
            with transaction():
                Guess.create(key=f"{mark}:{number}")
                Upload.create(digest=f"{mark}:{number}", person=person)
            print(number, flush=True)


if __name__ == "__main__":
    try:
        write(sys.argv[1])
    except BrokenPipeError:
        sys.stderr.close()
