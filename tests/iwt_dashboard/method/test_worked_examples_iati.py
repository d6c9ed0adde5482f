"""The examples of the method page are what the rules say."""

from iwt_dashboard.method.worked_examples_iati import iati_examples


def test_the_examples_show_every_branch():
    assert [example.outcome for example in iati_examples()] == [
        "USD 80,000",
        "USD 300,000",
        "USD 90,000",
        "USD 45,000",
        "–",
        "In both, split as published",
        "In both, not split",
        "Regional, until somebody says which member states",
        "Not in ASEAN",
        "Suggested as relevant; a person decides",
        "Suggested as relevant; a person decides",
        "Nothing is suggested",
        "The publisher's stands",
        "The person's stays",
        "The person's stays",
    ]


def test_the_method_page_shows_them(client, db):
    text = client.get("/method/").content.decode()

    assert "Programmes from IATI files" in text
    assert "USD 80,000" in text
