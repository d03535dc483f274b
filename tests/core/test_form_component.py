from django import forms
from django.template.loader import render_to_string

from tests.factories.html import Outline


class BookingForm(forms.Form):
    email = forms.EmailField(label="Adresse", help_text="Le billet y est envoyé.")
    session = forms.ChoiceField(label="Atelier", choices=[("1", "Un"), ("2", "Deux")], widget=forms.RadioSelect)
    needs = forms.CharField(label="Besoins", required=False)
    agreed = forms.BooleanField(label="J’accepte")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        raise forms.ValidationError("Les inscriptions sont closes.")


def render(form: forms.Form) -> str:
    return render_to_string("components/form.html", {"form": form})


def test_no_summary_before_anything_is_sent():
    assert "error-summary" not in render(BookingForm())


def test_every_control_has_a_label_or_a_legend():
    page = Outline(render(BookingForm()))
    labelled = {attrs.get("for") for attrs in page.all("label")}
    controls = {attrs["id"] for attrs in page.all("input") if attrs["type"] != "hidden"}
    assert controls <= labelled
    assert len(page.all("legend")) == 1


def test_each_line_of_the_summary_leads_to_its_control():
    page = Outline(render(BookingForm({"email": "x"})))
    identifiers = {attrs.get("id") for _tag, attrs in page.tags}
    links = [attrs["href"] for attrs in page.all("a")]
    assert links == ["#id_email", "#id_session_0", "#id_agreed"]
    assert {link.removeprefix("#") for link in links} <= identifiers


def test_the_summary_tells_what_no_single_field_is_to_blame_for():
    html = render(BookingForm({"email": "x"}))
    assert "Les inscriptions sont closes." in html
    assert 'role="alert"' in html


def test_hint_and_error_describe_their_control():
    page = Outline(render(BookingForm({"email": "x"})))
    email = next(attrs for attrs in page.all("input") if attrs.get("name") == "email")
    identifiers = {attrs.get("id") for _tag, attrs in page.tags}
    assert set(email["aria-describedby"].split()) <= identifiers
    assert email["aria-invalid"] == "true"


def test_what_was_typed_is_kept():
    assert 'value="x"' in render(BookingForm({"email": "x"}))


def test_errors_are_escaped():
    form = BookingForm({"email": "x"})
    form.add_error("email", "<script>alert(1)</script>")
    assert "<script>" not in render(form)
