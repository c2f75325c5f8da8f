/** An AWS organisation's id: https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html */
export const organization = {
  form: /^o-[a-z0-9]{10,32}$/,
  words: 'the id of an AWS organisation, such as o-a1b2c3d4e5',
} as const;
