"""Photos of a record, and the field that takes several and keeps what was good."""

import io

import pytest
from werkzeug.datastructures import MultiDict

from linli.database import transaction
from linli.localities.models import Locality
from linli.testing import photo
from linli.toolkit import album
from linli.toolkit.fields import TrimmedField
from linli.toolkit.forms import Form, required
from linli.toolkit.photos import PhotosField
from linli.toolkit.uploads import store_photo


class ReportForm(Form):
    """Words and two or three photos."""

    words = TrimmedField("写几句", [required("请写几句")])
    photos = PhotosField("照片", least=2, most=3)

    def __init__(self, uploader, **filled):
        super().__init__(meta={"csrf": False}, **filled)
        self.uploader = uploader


@pytest.fixture
def store(app, person):
    """`store(40)`: the upload of a photo so many pixels wide, by 方敏仪."""
    return lambda width: store_photo(photo(width)[0], person("方敏仪"), app.config["DATA"])


@pytest.fixture
def send(app, person):
    """`send([40, 50], words="好", name="方敏仪", **fields)`: the form as it comes after this post."""
    def sent(files, words="好", name="方敏仪", **fields):
        data = MultiDict([("words", words), *((key, value) for key,
                                              values in fields.items() for value in values),
                          *(("photos", photo(file) if isinstance(file, int) else file) for file in files)])
        with app.test_request_context("/", method="POST", data=data):
            form = ReportForm(person(name))
            form.valid = form.validate()
            form.references = [reference for reference, _small in form.photos.kept]
            form.html = app.jinja_env.from_string(
                '{% from "macros/forms.html" import photos with context %}{{ photos(form.photos) }}'
            ).render(form=form)
            return form
    return sent


def bad():
    return io.BytesIO(b"no photo"), "楼道.jpg"


def test_a_record_has_its_own_photos_each_once_in_their_order(app, village, store):
    here, there = village("宅群村"), village("强亚村")
    first, second = store(40), store(50)
    with transaction():
        assert album.add(here, [second, first], "楼道") == 2
        assert album.add(here, [first], "又一次") == 0
        assert album.add(there, [first]) == 1
    assert [(seen.upload, seen.caption) for seen in album.photos_of(here)] == [(second, "楼道"), (first,
                                                                                                  "楼道")]
    mine = album.photos_of(here)[0]
    assert album.find(here, mine.id).upload == second and album.find(there, mine.id) is None
    with transaction():
        album.remove(there, mine.id)
        assert album.count_of(here) == 2, "another record's photo is not taken away"
        album.remove(here, mine.id)
    assert [seen.upload for seen in album.photos_of(here)] == [first]
    counts = dict(Locality.select(Locality.code, album.counted(Locality)).tuples())
    assert counts[here.code] == counts[there.code] == 1 and sum(counts.values()) == 2


def test_replacing_keeps_what_stays_as_it_is(app, village, store):
    here, uploads = village("宅群村"), [store(width) for width in (40, 50, 60)]
    with transaction():
        album.add(here, uploads[:2], "楼道")
        kept = album.photos_of(here)[1]
        album.replace(here, uploads[1:])
    assert [seen.upload for seen in album.photos_of(here)] == uploads[1:]
    assert album.photos_of(here)[0] == kept and album.photos_of(here)[0].caption == "楼道"
    with transaction():
        album.replace(here, [])
    assert album.photos_of(here) == []


def test_several_photos_come_in_one_post(send):
    form = send([40, 50])
    assert form.valid and len(form.photos.uploads) == 2 and form.values()["photos"] == form.photos.uploads


def test_photos_stay_when_another_field_or_photo_fails(send):
    first = send([40, bad(), 50], words="")
    assert not first.valid and set(first.errors) == {"words", "photos"}
    assert len(first.photos.uploads) == 2 and "楼道.jpg" in first.photos.errors[0]
    assert first.html.count('type="hidden"') == 2 and "data:image/jpeg;base64," in first.html
    again = send([60], photos_kept=first.references)
    assert again.valid and again.photos.uploads[:2] == first.photos.uploads
    assert len(again.photos.uploads) == 3


def test_a_kept_photo_can_be_taken_out(send):
    kept = send([40, 50, 60], words="")
    fewer = send([], photos_kept=kept.references, photos_gone=kept.references[:1])
    assert fewer.valid and fewer.photos.uploads == kept.photos.uploads[1:]
    too_few = send([], photos_kept=kept.references, photos_gone=kept.references[:2])
    assert "至少要 2 张照片，现在有 1 张" in too_few.photos.errors


def test_kept_photos_count_towards_the_most(send):
    kept = send([40, 50], words="")
    over = send([60, 70], photos_kept=kept.references)
    assert not over.valid and "最多 3 张" in str(over.photos.errors[0])
    assert len(over.photos.uploads) == 3, "what there was room for stays"
    assert len(send([50, 50, 40], words="").photos.uploads) == 2, "the same photo twice is one"


def test_what_one_person_was_given_is_no_photo_of_another(send):
    kept = send([40, 50], words="")
    for references, name in ((kept.references, "张远"), (["x", kept.references[0][:-2]], "方敏仪")):
        other = send([], photos_kept=references, name=name)
        assert not other.valid and not other.photos.uploads


def test_the_photos_of_a_record_are_carried_by_whoever_changes_it(app, village, store, person, send):
    uploads = [store(40), store(50)]
    with app.test_request_context("/"):
        form = ReportForm(person("张远"), data={"photos": uploads, "words": "好"})
        references = [reference for reference, _small in form.photos.kept]
    saved = send([], name="张远", photos_kept=references)
    assert saved.valid and saved.photos.uploads == uploads
