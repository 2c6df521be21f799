"""The newsroom: page models, their published form, the page API and the importer."""
