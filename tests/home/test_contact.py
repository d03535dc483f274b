import pytest
from django.forms import CharField
from django.utils.translation import override

from portal.core.look.typography import typeset

MESSAGE = {
    "name": "Zoë Œuvrard-D’Été",
    "email": "zoe@exemple.fr",
    "topic": "Une question",
    "message": "Bonjour,\noù trouver le numéro 12 ?",
    "website": "",
}


@pytest.fixture
def page(site):
    return site["contact"]


def send(client, page, **fields):
    return client.post(page.url, {**MESSAGE, **fields})


def test_a_message_reaches_the_recipient(client, page, mailoutbox):
    send(client, page)
    assert mailoutbox[0].to == [page.recipient]


def test_what_was_written_is_passed_on(client, page, mailoutbox):
    send(client, page)
    assert MESSAGE["name"] in mailoutbox[0].body
    assert typeset(MESSAGE["message"], "fr") in mailoutbox[0].body


def test_the_answer_goes_to_who_wrote(client, page, mailoutbox):
    send(client, page)
    assert mailoutbox[0].reply_to == [MESSAGE["email"]]


def test_a_sent_message_is_confirmed_on_a_page_one_can_reload(client, page):
    answer = client.get(send(client, page).url)
    assert answer.context["sent"]


@pytest.mark.parametrize("field", ["name", "email", "topic", "message"])
def test_what_is_missing_is_asked_for(client, page, mailoutbox, field):
    answer = send(client, page, **{field: ""})
    assert field in answer.context["form"].errors
    assert mailoutbox == []


def test_a_mistake_loses_nothing_of_what_was_typed(client, page):
    form = send(client, page, email="pas une adresse").context["form"]
    assert {name: form[name].value() for name in MESSAGE} == {**MESSAGE, "email": "pas une adresse"}


def test_a_robot_is_thanked_and_not_heard(client, page, mailoutbox):
    answer = send(client, page, website="https://spam.example")
    assert answer.status_code == 302
    assert mailoutbox == []


def test_a_flood_is_stopped_in_words(client, page, mailoutbox):
    for _message in range(10):
        send(client, page)
    answer = send(client, page)
    assert answer.context["form"].non_field_errors()
    assert len(mailoutbox) == 10


def test_others_still_get_through_a_flood(client, page, mailoutbox):
    for _message in range(11):
        send(client, page)
    client.post(page.url, MESSAGE, REMOTE_ADDR="192.0.2.7")
    assert len(mailoutbox) == 11


def test_nothing_gets_into_the_headers(client, page, mailoutbox):
    send(client, page, topic="Bonjour\nBcc: tous@exemple.fr")
    assert all("\n" not in message.subject and not message.bcc for message in mailoutbox)


def test_tags_are_shown_not_obeyed(client, page, mailoutbox):
    send(client, page, message="<script>alert(1)</script>")
    html, _mimetype = mailoutbox[0].alternatives[0]
    assert "<script>" not in html


def test_the_english_page_does_the_same(client, page, mailoutbox):
    english = page.get_translations().get(locale__language_code="en")
    send(client, english)
    assert mailoutbox[0].to == [page.recipient]


def test_the_recipient_is_not_shown(client, page):
    page.recipient = "secretariat@exemple.fr"
    page.save_revision().publish()
    assert "secretariat@exemple.fr" not in client.get(page.url).content.decode()


def test_the_form_is_not_shared_between_visitors(client, page):
    assert client.get(page.url)["Cache-Control"] == "private, no-store"


def test_the_trap_is_no_field_for_people(client, page):
    form = client.get(page.url).context["form"]
    assert "website" not in [field.name for field in form.visible_fields()]


def test_an_empty_field_is_met_with_what_to_do_in_english_too():
    with override("en"):
        assert str(CharField().error_messages["required"]) == "Fill in this field to go on."
