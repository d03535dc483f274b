"""The site as staff have it shown: as gated as for the visitor whom they see it as."""

from tests.access import content, surfaces
from tests.access.test_matrix import GardenTest, text_of
from tests.factories.visitors import Phase, seen_as_anonymous


class SeenAsAnonymousTest(GardenTest):
    def test_nothing_gated_is_shown_at_any_address(self):
        self.phase(Phase.MEMBERS)
        client = seen_as_anonymous(self.garden.world)
        for url in (*self.garden.urls(), *surfaces.addresses(self.garden)):
            response = client.get(url)
            assert content.SECRET not in text_of(response), url
            assert response["Cache-Control"] == "private, no-store", url
        files = [name for item in self.garden.planted for name in item.files().values()]
        assert {client.get(f"/media/{name}").status_code for name in files} == {404}
