"""Cohorts of patients: what tables, FHIR, Phenopackets and OMOP say of them, in terms of lenaowl and without names."""
