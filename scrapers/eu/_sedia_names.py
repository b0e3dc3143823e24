"""What the codes and fields of the EU search mean, and which of its fields are read."""

TYPES = {"1": "grant", "2": "call for proposals", "8": "cascade funding"}
CASCADE = "8"
STATES = {"31094501": "Angekündigt", "31094502": "Offen", "31094503": "Geschlossen"}
PROGRAMMES = {
    "43108390": "Horizon Europe",
    "43152860": "Digital Europe",
    "43252405": "LIFE",
    "43251567": "Connecting Europe Facility (CEF)",
    "43251589": "Citizens, Equality, Rights and Values (CERV)",
    "43251814": "Creative Europe (CREA)",
    "43254019": "European Social Fund + (ESF+)",
}
READ = frozenset(
    {
        "identifier",
        "title",
        "type",
        "status",
        "startDate",
        "deadlineDate",
        "deadlineModel",
        "frameworkProgramme",
        "callIdentifier",
        "callTitle",
        "ccm2Id",
        "descriptionByte",
        "description",
        "topicConditions",
        "supportInfo",
        "budgetOverview",
        "typesOfAction",
        "keywords",
        "url",
        "language",
    }
)
IGNORED = frozenset(
    """
    DATASOURCE REFERENCE actions additionalInfos allowPartnerSearch budget callccm2Id caName
    cenTagsA cftId crossCuttingPriorities currency destination destinationDescription
    destinationDetails
    destinationGroup esDA_FirstIngestDate esDA_IngestDate esDA_QueueDate es_ContentType es_SortDate
    focusArea geographicalZones latestInfos links missionDescription missionDetails missionGroup
    mission programmeDivision programmeDivisionProspect programmePeriod projectAcronym
    projectName publicationDocuments sortStatus specificObjective statusCode tags typeOfMGAs
    beneficiaryAdministration furtherInformation duration esST_FileName esST_URL esST_checksum
    """.split()
)
