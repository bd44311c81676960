"""The map of cameras: who sees it, what stands on it, and that a reader without eyes has the same."""

import pytest

from linli.testing.browsing import DESK, PHONE, faults_by_axe, overflow
from plugins.cctv.cameras.models import OFF_LINE, REMOVED
from plugins.cctv.tests.making import make_camera, take_down_all

V = "440783108226"
MAP = f"/{V}/cctv/cameras/map"


@pytest.fixture(autouse=True)
def nothing_stands(app):
    """No cameras but those that a test makes."""
    take_down_all()


@pytest.fixture
def cameras(village):
    """Three in 宅群村, one of them off line; one without a position, one removed; one next door."""
    here = village("宅群村")
    rows = [make_camera(here, place=f"{number} 号巷口", latitude=22.35 + number / 1000,
                        longitude=112.55 + number / 1500, state=OFF_LINE if number == 2 else "working")
            for number in range(3)]
    make_camera(here, place="没有位置")
    make_camera(here, place="拆了的", latitude=22.3, longitude=112.5, state=REMOVED)
    make_camera(village("强亚村"), place="隔壁村的", latitude=22.4, longitude=112.6)
    return rows


def test_dots_and_their_list(client_as, cameras):
    page = client_as("方敏仪").get(MAP).text
    assert page.count("<circle") == 2 and page.count("<rect x=") == 1
    for row in cameras:
        assert f'href="/{V}/cctv/cameras/{row.number}"' in page and row.place in page
    assert "没有位置" not in page and "拆了的" not in page and "隔壁村的" not in page
    assert "一共 4 个，其中 3 个有经纬度" in page
    assert 'role="img"' in page and "图上有 3 个点" in page


def test_a_township_sees_its_villages(client_as, cameras, village):
    page = client_as("梁书宁").get(f"/{village('宅群村').parent_id}/cctv/cameras/map").text
    assert "隔壁村的" in page and page.count("<circle") == 3


@pytest.mark.parametrize("name", ["黄美珍", "谢国强", "方立秋", "张远"])
def test_nobody_else_sees_where_cameras_hang(client_as, cameras, name):
    assert client_as(name).get(MAP).status_code == 403


def test_no_positions_no_map(client_as, village):
    assert "还没有哪个摄像头记了经纬度" in client_as("方敏仪").get(MAP).text
    make_camera(village("宅群村"), latitude=22.35, longitude=112.55)
    assert client_as("方敏仪").get(MAP).text.count("<circle") == 1


def test_it_reads_on_a_phone_and_on_a_desk(visit, server, cameras):
    for size, large in ((PHONE, False), (PHONE, True), (DESK, False)):
        page = visit("方敏仪", size, large)
        page.goto(server.url + MAP)
        box = page.locator("svg.map").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= size["width"] and box["height"] > 150
        assert overflow(page) <= 0 and not faults_by_axe(page)
